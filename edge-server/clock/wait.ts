import type { Clock, TimerOptions } from './clock.ts';

/** What was waited for took too long. Its code is that of a socket which waited too long. */
export class LateError extends Error {
  override readonly name = 'LateError';
  readonly code = 'ETIMEDOUT';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
export function sleep(
  clock: Clock,
  ms: number,
  { signal, ...options }: TimerOptions & { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = clock.after(ms, end, options);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/**
 * Waits for `work` for `ms` at the most.
 *
 * @param work gets a signal that aborts when the time is over or `stopping` aborts; it need not listen to it
 * @throws {LateError} when the time is over, the reason of `stopping`, or what `work` throws
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  stopping?: AbortSignal,
): Promise<T> {
  stopping?.throwIfAborted();
  const ending = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    ending.abort(reason);
    reject(reason);
  };
  const onStop = () => end(stopping?.reason);
  const stop = clock.after(ms, () => end(new LateError(ms)));
  stopping?.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    stop();
    stopping?.removeEventListener('abort', onStop);
  }
}

/** Lets everything run that is ready to: input, timers that are due, other requests. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
