import type { DatabaseSync } from 'node:sqlite';

/** What the sync worker last left in the store. Times are ISO strings of its wall clock. */
export interface SyncView {
  /** Rows that wait, refused ones not counted. */
  outbox: number;
  /** Rows that the cloud refused and that wait for a person. */
  refused: number;
  /** What the cloud said of the first of those. */
  refusedFor: string | null;
  /** `visited` of the oldest waiting row; one that waits for its clock to be set has no age. */
  oldest: string | null;
  okAt: string | null;
  failedAt: string | null;
  error: string | null;
  sent: number;
  /** A name of sync/faults.ts, null when the last try was good. */
  fault: string | null;
  /** What a person has to do about it; null when it passes by itself. */
  mend: string | null;
  breaker: 'closed' | 'open' | 'half_open';
  /** Failed tries, over all starts. */
  failures: number;
  /** Rows of the last batch, and the ms that it took. */
  batchRows: number;
  batchMs: number;
}

export function readSyncView(database: DatabaseSync): () => SyncView {
  const select = database.prepare(
    // Two counts that read no row: SQLite keeps no count of rows that are not refused.
    `select (select count(*) from outbox) - (select count(*) from outbox where refused is not null) as outbox,
            (select count(*) from outbox where refused is not null) as refused,
            (select refused from outbox where refused is not null order by seq limit 1) as refusedFor,
            (select v.visited from outbox o join visits v on v.seq = o.seq
              where o.refused is null and (v.clock = 'synchronised' or o.released = 1)
              order by o.seq limit 1) as oldest,
            ok_at as okAt, failed_at as failedAt, error, sent, fault, mend, breaker, failures, batch_rows as batchRows, batch_ms as batchMs
     from sync_state`,
  );
  return () => select.get() as unknown as SyncView;
}
