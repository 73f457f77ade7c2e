import type { DatabaseSync } from 'node:sqlite';
import type { BreakerState } from './breaker.ts';
import type { Fault } from './faults.ts';

/** What staff, alarms and metrics see of the worker: one row of the store, since they live in another process. */
export class SyncState {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The cloud answered. */
  reached(at: Date): void {
    this.#database
      .prepare("update sync_state set ok_at = ?, error = null, fault = null, mend = null, breaker = 'closed'")
      .run(at.toISOString());
  }

  /** How fast the last batch went, from the call to the acknowledgement. */
  batch(rows: number, ms: number): void {
    this.#database
      .prepare('update sync_state set batch_rows = ?, batch_ms = ?')
      .run(rows, Math.max(1, Math.round(ms)));
  }

  /** Why nothing is sent. */
  failed(fault: Fault, reason: string, breaker: BreakerState, at: Date): void {
    this.#database
      .prepare(
        `update sync_state set failed_at = ?, error = ?, fault = ?, mend = ?, breaker = ?,
           failures = failures + 1`,
      )
      .run(at.toISOString(), reason, fault.name, fault.mend, breaker);
  }
}
