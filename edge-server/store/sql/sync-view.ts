import type { DatabaseSync } from 'node:sqlite';

/** What the sync worker last left in the store. Times are ISO strings of its wall clock. */
export interface SyncView {
  /** Rows that wait, refused ones not counted. */
  outbox: number;
  /** Rows that the cloud refused and that wait for a person. */
  refused: number;
  /** `visited` of the oldest waiting row; one that waits for its clock to be set has no age. */
  oldest: string | null;
  okAt: string | null;
  failedAt: string | null;
  error: string | null;
  sent: number;
}

export function readSyncView(database: DatabaseSync): () => SyncView {
  const select = database.prepare(
    `select (select count(*) from outbox where refused is null) as outbox,
            (select count(*) from outbox where refused is not null) as refused,
            (select v.visited from outbox o join visits v on v.seq = o.seq
              where o.refused is null and (v.clock = 'synchronised' or o.released = 1)
              order by o.seq limit 1) as oldest,
            ok_at as okAt, failed_at as failedAt, error, sent
     from sync_state`,
  );
  return () => select.get() as unknown as SyncView;
}
