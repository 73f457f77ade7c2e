/**
 * Node's flags of the worker's process. Left alone, V8 lets the garbage of half a minute lie before it clears up,
 * which costs a small computer 60 MB; the worker holds four batches and has no use for more.
 */
export const WORKER_FLAGS = ['--max-semi-space-size=2', '--max-old-space-size=96'] as const;
