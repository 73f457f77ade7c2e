import { pauseAfter } from '../common/backoff.ts';
import type { Fault } from './faults.ts';

/** Failures in a row that pass by themselves after which the cloud counts as gone. */
const MOST_FAILURES = 3;

/**
 * Keeps the worker from sending megabytes to a cloud that can't take them.
 *
 *   closed ── a fault that a person has to mend, or the third other failure in a row ──► open
 *   open ── its pause is over ──► half_open ── an empty call is answered ──► closed
 *                                     └──────── it fails ──► open, with a longer pause
 *
 * `closed`: batches go; a failure is followed by a pause and the same batch. `open`: nothing is read and nothing is
 * sent. `half_open`: one call without rows, which proves network, log-in, rights and schema.
 */
export type BreakerState = 'closed' | 'open' | 'half_open';

export class Breaker {
  #state: BreakerState = 'closed';
  #failures = 0;

  get state(): BreakerState {
    return this.#state;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#state = 'closed';
    this.#failures = 0;
  }

  /** Answers the ms until the next try. */
  failed(fault: Fault, random?: () => number): number {
    this.#failures += 1;
    if (this.#state !== 'closed' || fault.mend !== null || this.#failures >= MOST_FAILURES) {
      this.#state = 'open';
    }
    return pauseAfter(fault, this.#failures, random);
  }

  /** The pause is over. */
  waited(): void {
    if (this.#state === 'open') this.#state = 'half_open';
  }
}
