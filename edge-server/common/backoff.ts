/** Bounds of a pause. */
export interface PauseRange {
  minMs: number;
  maxMs: number;
}

/** Exponential back-off with full jitter between `minMs` and `maxMs`. @param tries failures so far, from 1 */
export function pauseAfter({ minMs, maxMs }: PauseRange, tries: number, random = Math.random): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(tries, 16));
  return minMs + random() * (ceiling - minMs);
}

/** Counts the failures in a row of one thing that is tried again and again. */
export class Backoff {
  readonly #range: PauseRange;
  readonly #random: () => number;
  #failures = 0;

  constructor(range: PauseRange, random = Math.random) {
    this.#range = range;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Answers the ms until the next try. @param range of this failure, where it has one of its own */
  failed(range = this.#range): number {
    this.#failures += 1;
    return pauseAfter(range, this.#failures, this.#random);
  }
}
