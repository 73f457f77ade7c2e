import type { Blob } from './blobs.ts';
import { grainOf } from './grain.ts';
import { CELLS, COLUMNS, ROWS, structureChange } from './luma-grid.ts';

/**
 * How the place before the kiosk looks when nobody is in it, learned from what the camera shows. It follows what stays
 * still (a chair, a door left open) within seconds, and what moves by itself (a fan, a screen) raises the limits of its cells
 * within minutes.
 */

/** Grids are compared with those so many looks before: who sways is somewhere else by then. */
const LAG = 5;

/** Least change of structure, ln: a twelfth of the brightness is less than any clothes before any wall. */
const CHANGED = 0.12;
const MOVED = 0.025;
/** Times the noise (a mean absolute difference) that a change has to exceed, so that noise makes none. */
const CHANGED_NOISE = 6;
const MOVED_NOISE = 4;
/** A cell lives on for so long after it moved, ms: swaying and breathing have pauses. */
const LIVES_ON_MS = 2000;

/** Times in which the place follows what is seen, ms: where nothing changed, what stands still, what lives. */
const FOLLOWS_MS = 4000;
const FOLLOWS_STILL_MS = 12_000;
const FOLLOWS_LIVING_MS = 120_000;
/** Time in which a cell's noise is learned, ms; more than the most of its motion is not noise. */
const NOISE_MS = 60_000;
const MOST_NOISE = 0.06;
/** Looks before anything is told: noise and place are learned. */
export const LEARNING = 20;

export class Place {
  /** Cells that are not as in the empty place, and moved lately: 1, else 0. */
  readonly living = new Uint8Array(CELLS);
  readonly #empty = new Float32Array(CELLS);
  readonly #noise = new Float32Array(CELLS);
  readonly #movedAt = new Float64Array(CELLS);
  readonly #change = new Float32Array(CELLS);
  readonly #motion = new Float32Array(CELLS);
  readonly #share = new Float32Array(CELLS);
  readonly #past = Array.from({ length: LAG + 1 }, () => new Float32Array(CELLS));
  looks = 0;

  /** The grid of the next look, to be filled. */
  next(): Float32Array {
    return this.#past[this.looks % (LAG + 1)]!;
  }

  /** Compares the grid that was filled: sets `living`. @param at ms @param passed ms since the look before */
  see(at: number, passed: number): void {
    const now = this.next();
    if (this.looks === 0) this.#begin(now);
    const before = this.#past[Math.max(0, this.looks - LAG) % (LAG + 1)]!;
    structureChange(now, this.#empty, this.#change);
    structureChange(now, before, this.#motion);
    this.#learnNoise(passed);
    const grain = grainOf(this.#motion, now);
    const still = passed / FOLLOWS_STILL_MS;
    const quiet = Math.max(passed / FOLLOWS_MS, 1 / (this.looks + 1));
    for (let cell = 0; cell < CELLS; cell++) {
      const noise = Math.max(grain * Math.exp(-now[cell]!), this.#noise[cell]!);
      const changed = this.#change[cell]! > Math.max(CHANGED, CHANGED_NOISE * noise);
      if (this.#motion[cell]! > Math.max(MOVED, MOVED_NOISE * noise)) this.#movedAt[cell] = at;
      this.living[cell] = changed && at - this.#movedAt[cell]! < LIVES_ON_MS ? 1 : 0;
      this.#share[cell] = changed ? still : quiet;
    }
  }

  /** Follows what was seen, but for these parts of it, which live. */
  learn(living: readonly Blob[], passed: number): void {
    for (const { left, top, right, bottom } of living) {
      for (let row = Math.max(0, top - 1); row < Math.min(ROWS, bottom + 1); row++) {
        const from = row * COLUMNS + Math.max(0, left - 1);
        this.#share.fill(passed / FOLLOWS_LIVING_MS, from, row * COLUMNS + Math.min(COLUMNS, right + 1));
      }
    }
    const now = this.next();
    for (let cell = 0; cell < CELLS; cell++) {
      this.#empty[cell]! += this.#share[cell]! * (now[cell]! - this.#empty[cell]!);
    }
    this.looks += 1;
  }

  #begin(now: Float32Array): void {
    this.#empty.set(now);
    this.#noise.fill(0);
    this.#movedAt.fill(Number.NEGATIVE_INFINITY);
  }

  #learnNoise(passed: number): void {
    // The mean of the first looks, then slower: who comes and goes is no noise.
    const share = this.looks < LEARNING ? 1 / (this.looks + 1) : passed / NOISE_MS;
    for (let cell = 0; cell < CELLS; cell++) {
      const seen = Math.min(this.#motion[cell]!, MOST_NOISE);
      this.#noise[cell]! += share * (seen - this.#noise[cell]!);
    }
  }
}
