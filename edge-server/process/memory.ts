/**
 * What the environment of the server's process says of memory. Left alone, V8 lets the garbage of half a minute lie before it
 * clears up, and the C library keeps what threads of a moment have freed; both cost a small computer 60 MB and more. It
 * has to be there before Node runs, so it stands wherever Node is started: `npm start`, deploy/server/environment, Dockerfile.
 */
export const SERVER_ENVIRONMENT = {
  NODE_OPTIONS: '--max-semi-space-size=2',
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const;

/** Node's flags of the worker's process besides: it holds four batches and has no use for more. */
export const WORKER_FLAGS = ['--max-semi-space-size=2', '--max-old-space-size=96'] as const;

/**
 * Those of the embedded cloud's process. V8 optimises a function of WebAssembly after a hundredth of this budget, and a
 * Postgres has thousands that are called often for a moment: that was more than half of the CPU of its start. Fewer of
 * them, later, leave that to the page, which starts at the same time; rows cost as much as before.
 */
export const CLOUD_FLAGS = ['--wasm-tiering-budget=1300000000'] as const;
