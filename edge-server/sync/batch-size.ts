import { BATCH_ROWS } from './batch.ts';
import { ANSWER_MS } from './cloud-client.ts';

/** Batches on their way: the cloud takes 40 ms for one, so that it always has the next where the network takes 100. */
const UNDER_WAY = 4;
/** A row is some 190 bytes as sent: as many come through in time on the slowest line that is one. */
const LEAST_ROWS = 50;

/**
 * How much is sent at once. A line so slow that full batches are not answered in time would get the same ones again for
 * ever: then one is under way, half as large, until there is time to spare for twice as much.
 */
export class BatchSize {
  #rows = BATCH_ROWS;

  /** Rows of the next batch at the most. */
  get rows(): number {
    return this.#rows;
  }

  /** Batches that may be under way. */
  get underWay(): number {
    return this.#rows < BATCH_ROWS ? 1 : UNDER_WAY;
  }

  /** What was under way was not answered in time. */
  late(): void {
    this.#rows = Math.max(LEAST_ROWS, Math.ceil(this.#rows / 2));
  }

  /** A batch of so many rows was answered after so many ms. */
  answered(rows: number, ms: number): void {
    if (rows < this.#rows || this.#rows === BATCH_ROWS) return;
    const next = Math.min(BATCH_ROWS, 2 * this.#rows);
    const expected = ms * (next / this.#rows) * (next === BATCH_ROWS ? UNDER_WAY : 1);
    if (expected < ANSWER_MS / 2) this.#rows = next;
  }
}
