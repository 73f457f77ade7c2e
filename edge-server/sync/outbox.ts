import type { DatabaseSync } from 'node:sqlite';
import type { HistoryRow } from '../contract/index.ts';
import { ROW_COLUMNS, toHistoryRow } from '../store/sql/visit-row.ts';
import { transaction } from '../store/transaction.ts';

export interface OutboxRow {
  seq: number;
  row: HistoryRow;
}

/** A later fact about a visit, as `history_events` takes it; `id` is the local number. */
export interface VisitEvent {
  id: number;
  visit_id: string;
  kind: string;
  at: string;
  data: unknown;
}

/** The worker's side of the outbox: rows leave it only after the cloud has acknowledged them. */
export class Outbox {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * The oldest waiting rows, in the order in which they were stored. Those of a clock that was not set wait until
   * it is, or until they are released (held.ts).
   */
  next(most: number): OutboxRow[] {
    const raw = this.#database
      .prepare(
        `select o.seq as outbox_seq, ${ROW_COLUMNS} from outbox o join visits v on v.seq = o.seq
         where o.refused is null and (v.clock = 'synchronised' or o.released = 1)
         order by o.seq limit ?`,
      )
      .all(most);
    return raw.map(({ outbox_seq, ...row }) => ({ seq: Number(outbox_seq), row: toHistoryRow(row) }));
  }

  /** Takes acknowledged rows out. */
  acknowledge(rows: readonly OutboxRow[], at: Date): void {
    transaction(this.#database, () => {
      const remove = this.#database.prepare('delete from outbox where seq = ?');
      const synced = this.#database.prepare(
        `update steps set started = coalesce(started, ?), ended = ?, outcome = 'done', error = null
         where seq = ? and step = 'synced'`,
      );
      for (const { seq } of rows) {
        remove.run(seq);
        synced.run(at.toISOString(), at.toISOString(), seq);
      }
      this.#database
        .prepare('update sync_state set ok_at = ?, error = null, sent = sent + ?')
        .run(at.toISOString(), rows.length);
    });
  }

  /** Sets a row aside that the cloud refused alone: it waits for a person and blocks nobody. */
  refuse({ seq }: OutboxRow, reason: string): void {
    transaction(this.#database, () => {
      this.#database
        .prepare('update outbox set refused = ?, attempts = attempts + 1 where seq = ?')
        .run(reason, seq);
      this.#database
        .prepare(
          `update steps set outcome = 'failed', error = ?, attempts = attempts + 1
           where seq = ? and step = 'synced'`,
        )
        .run(reason, seq);
    });
  }

  /** Notes for staff that the cloud answered although there was nothing to send. */
  reached(at: Date): void {
    this.#database.prepare('update sync_state set ok_at = ?, error = null').run(at.toISOString());
  }

  /** Notes for staff why nothing is sent. */
  failed(reason: string, at: Date): void {
    this.#database.prepare('update sync_state set failed_at = ?, error = ?').run(at.toISOString(), reason);
  }

  /** Puts visits back that were acknowledged by a cloud which may have lost them. @param from ISO time */
  sendAgainFrom(from: string): number {
    const { changes } = this.#database
      .prepare('insert or ignore into outbox (seq) select seq from visits where visited >= ?')
      .run(from);
    if (from === '') this.#database.exec('update events set sent = 0');
    return Number(changes);
  }

  /** The oldest later facts that the cloud has not got. */
  nextEvents(most: number): VisitEvent[] {
    return this.#database
      .prepare('select id, visit_id, kind, at, data from events where sent = 0 order by id limit ?')
      .all(most)
      .map(({ id, data, ...event }) => ({
        ...(event as Pick<VisitEvent, 'visit_id' | 'kind' | 'at'>),
        id: Number(id),
        data: JSON.parse(String(data)),
      }));
  }

  acknowledgeEvents(ids: readonly number[]): void {
    transaction(this.#database, () => {
      const sent = this.#database.prepare('update events set sent = 1 where id = ?');
      for (const id of ids) sent.run(id);
    });
  }
}
