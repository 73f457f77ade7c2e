import type { DatabaseSync } from 'node:sqlite';
import type { HistoryRow } from '../contract/index.ts';
import { ROW_COLUMNS, toHistoryRow } from '../store/sql/visit-row.ts';
import { transaction } from '../store/transaction.ts';

export interface OutboxRow {
  seq: number;
  row: HistoryRow;
}

/** The worker's side of the outbox: rows leave it only after the cloud has acknowledged them. */
export class Outbox {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The oldest waiting rows, in the order in which they were stored. */
  next(most: number): OutboxRow[] {
    const raw = this.#database
      .prepare(
        `select o.seq as outbox_seq, ${ROW_COLUMNS} from outbox o join visits v on v.seq = o.seq
         where o.refused is null order by o.seq limit ?`,
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
    return Number(changes);
  }
}
