import { performance } from 'node:perf_hooks';

/** Calls a timer off; safe to call again, and after it has run. */
export type Stop = () => void;

export interface TimerOptions {
  /** False for a timer that alone does not keep the process running. */
  ref?: boolean;
}

/**
 * Time as the server takes it; tests pass one that they turn themselves. No other timer is in the server, which
 * `test/structure/timers.test.ts` checks.
 */
export interface Clock {
  /** Wall clock, for people and for the cloud; it may be wrong and it may jump. */
  now(): Date;
  /** ms that only ever grow; every rule about durations uses these. */
  monotonic(): number;
  /** Calls `work` once, `ms` from now. */
  after(ms: number, work: () => void, options?: TimerOptions): Stop;
  /** Calls `work` every `ms`, for the first time `ms` from now. */
  every(ms: number, work: () => void, options?: TimerOptions): Stop;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after: (ms, work, { ref = true } = {}) => {
    const timer = setTimeout(work, ms);
    if (!ref) timer.unref();
    return () => clearTimeout(timer);
  },
  every: (ms, work, { ref = true } = {}) => {
    const timer = setInterval(work, ms);
    if (!ref) timer.unref();
    return () => clearInterval(timer);
  },
};
