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
