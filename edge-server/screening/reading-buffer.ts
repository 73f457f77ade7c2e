import type { Clock } from '../clock/clock.ts';
import type { Thermometer, TimedReading } from '../thermometer/thermometer.ts';
import { Background } from './background.ts';

/** Readings that are kept: at 5/s more than the longest wait that the settings allow. */
const KEPT = 400;

/**
 * The last readings, for the visits that wait for theirs. A reading serves one visit: once a verdict has
 * used a window, no reading up to its end counts for anybody else.
 */
export class ReadingBuffer {
  readonly #readings: TimedReading[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #background = new Background();
  readonly #clock: Clock;
  #usedUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Listens to the thermometer; the returned function ends it. */
  attach(thermometer: Thermometer): () => void {
    return thermometer.onReading((timed) => {
      this.#readings.push(timed);
      this.#background.take(timed);
      if (this.#readings.length > KEPT) this.#readings.shift();
      for (const wake of [...this.#waiting]) wake();
    });
  }

  /** Readings that came after `since` (monotonic ms) and that nobody has used, oldest first. */
  after(since: number): TimedReading[] {
    const from = Math.max(since, this.#usedUntil);
    return this.#readings.filter((timed) => timed.monotonic > from);
  }

  /** All readings after `since`, whoever they were for: for calibration. */
  since(since: number): TimedReading[] {
    return this.#readings.filter((timed) => timed.monotonic > since);
  }

  /** What the sensor sees with nobody there, °C; null when that is not known. */
  background(): number | null {
    return this.#background.read();
  }

  /** Marks the window as used up. */
  use(window: readonly TimedReading[]): void {
    const last = window.at(-1);
    if (last !== undefined) this.#usedUntil = Math.max(this.#usedUntil, last.monotonic);
  }

  /** Resolves at the next reading, after `ms`, or when `signal` aborts, whichever comes first. */
  next(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop();
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const stop = this.#clock.after(ms, done);
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}
