import { median } from '../../models/pipeline/median.ts';
import type { ReadingFrame } from './frame.ts';

/** Second differences that the noise is judged by: ten seconds. */
const NOISE_OF = 50;
/** The median of |second difference| of noise with deviation s is 1.65 s. */
const DIFFERENCE_OF_NOISE = 1.65;
/** The background is averaged over this, and watched over so many of it: a minute. */
const BIN_MS = 5000;
const BIN_LEAST = 10;
const BINS = 13;
/** Hundredths of °C that the background moves in that minute, nearly every step the same way. No wall does. */
const DRIFT_LIMIT = 200;
const SAME_WAY = 11;

export type WatchFault = 'drift' | 'noise';

/**
 * Watches the sensor while nobody stands before it, when what it sees should be a wall: noise that no working
 * sensor has, and a value that wanders off from the sensor's own temperature. Slower drifts look like weather;
 * those show in the visitors' median (health), and calibration mends them.
 */
export class SensorWatch {
  #recent: number[] = [];
  #differences: number[] = [];
  #bin: { since: number; values: number[] } | null = null;
  #bins: number[] = [];

  /** @param background whether nobody stands there @param at monotonic ms */
  take({ object, ambient }: Pick<ReadingFrame, 'object' | 'ambient'>, background: boolean, at: number): void {
    if (object === null) return;
    if (!background) {
      this.#recent = [];
      return;
    }
    this.#recent = [...this.#recent.slice(-2), object];
    const [a, b, c] = this.#recent;
    if (c !== undefined)
      this.#differences = [...this.#differences, Math.abs(a! - 2 * b! + c)].slice(-NOISE_OF);
    this.#bin ??= { since: at, values: [] };
    this.#bin.values.push(object - (ambient ?? 0));
    if (at - this.#bin.since < BIN_MS) return;
    if (this.#bin.values.length >= BIN_LEAST)
      this.#bins = [...this.#bins, median(this.#bin.values)].slice(-BINS);
    this.#bin = null;
  }

  /** @param noiseLimit deviation that a working sensor does not reach, hundredths of °C */
  fault(noiseLimit: number): WatchFault | null {
    const full = this.#differences.length === NOISE_OF;
    if (full && median(this.#differences) > DIFFERENCE_OF_NOISE * noiseLimit) return 'noise';
    const steps = this.#bins.slice(1).map((value, i) => value - this.#bins[i]!);
    const moved = (this.#bins.at(-1) ?? 0) - (this.#bins[0] ?? 0);
    const same = steps.filter((step) => Math.sign(step) === Math.sign(moved)).length;
    return Math.abs(moved) >= DRIFT_LIMIT && same >= SAME_WAY ? 'drift' : null;
  }
}
