import type { TimedReading } from '../thermometer/thermometer.ts';

/** One value a second, over five minutes. */
const BIN_MS = 1000;
const BINS = 300;
/** Seconds after which the background counts as known. */
const LEAST = 10;
/** Of the coldest values this share is taken for noise. */
const SHARE = 0.05;

/**
 * What the sensor sees when nobody stands before it, for boards without a distance sensor: a low quantile of the
 * last five minutes. Between two visitors there is always a gap, so it stays the wall even in a queue; a heater
 * that comes into view becomes the background within minutes, and then only what is warmer than it counts.
 */
export class Background {
  readonly #bins: { at: number; lowest: number }[] = [];

  take({ reading, monotonic }: TimedReading): void {
    if (reading.object_c === null) return;
    const last = this.#bins.at(-1);
    if (last && monotonic - last.at < BIN_MS) {
      last.lowest = Math.min(last.lowest, reading.object_c);
      return;
    }
    this.#bins.push({ at: monotonic, lowest: reading.object_c });
    if (this.#bins.length > BINS) this.#bins.shift();
  }

  /** °C, null while it is not known yet. */
  read(): number | null {
    if (this.#bins.length < LEAST) return null;
    const sorted = this.#bins.map(({ lowest }) => lowest).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * SHARE)]!;
  }
}
