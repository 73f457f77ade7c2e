import type { DatabaseSync } from 'node:sqlite';
import { nextTurn } from '../clock/wait.ts';
import { transaction } from '../store/db/transaction.ts';
import { type Batch, type Range, readBatch } from './batch.ts';

/** A later fact about a visit, as `history_events` takes it; `id` is the local number. */
export interface VisitEvent {
  id: number;
  visit_id: string;
  kind: string;
  at: string;
  data: unknown;
}

/** Acknowledged rows in one transaction: a verdict that is stored just then waits for it. */
const CHUNK = 500;

/** The worker's side of the outbox: rows leave it only after the cloud has acknowledged them. */
export class Outbox {
  readonly #database: DatabaseSync;
  readonly #read: (range: Range) => Batch | null;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#read = readBatch(database);
  }

  /** The oldest waiting rows of a range, in the order in which they were stored; null when none waits. */
  read(range: Range = {}): Batch | null {
    return this.#read(range);
  }

  /** Grows whenever another connection, as the server's, has written to the store. */
  version(): number {
    return Number(this.#database.prepare('pragma data_version').get()?.data_version);
  }

  /**
   * Takes acknowledged rows out, in several transactions: a crash between two sends some again. Between two of them the
   * next batch goes on its way to the cloud, which would else wait for this.
   */
  async acknowledge(seqs: readonly number[], at: Date): Promise<void> {
    const synced = this.#database.prepare(
      `update steps set started = coalesce(started, ?1), ended = ?1, outcome = 'done', error = null
       where step = 'synced' and seq in (select value from json_each(?2))`,
    );
    const remove = this.#database.prepare('delete from outbox where seq in (select value from json_each(?))');
    const noted = this.#database.prepare('update sync_state set sent = sent + ?');
    for (let from = 0; from < seqs.length; from += CHUNK) {
      await nextTurn();
      const chunk = JSON.stringify(seqs.slice(from, from + CHUNK));
      transaction(this.#database, () => {
        synced.run(at.toISOString(), chunk);
        noted.run(Number(remove.run(chunk).changes));
      });
    }
  }

  /** Sets a row aside that the cloud refused alone: it waits for a person and blocks nobody. */
  refuse(seq: number, reason: string): void {
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

  /** Lets rows that were refused try again: whoever mended the cloud starts the worker anew. */
  retryRefused(): number {
    this.#database.exec('update events set refused = null where refused is not null');
    return Number(
      this.#database.prepare('update outbox set refused = null where refused is not null').run().changes,
    );
  }

  /** Puts the newest visits back, whatever their clock said. */
  sendAgainLast(count: number): number {
    const { changes } = this.#database
      .prepare(
        'insert or ignore into outbox (seq) select seq from visits where seq > (select max(seq) from visits) - ?',
      )
      .run(count);
    return Number(changes);
  }

  /** Puts visits back that were acknowledged by a cloud which may have lost them. @param from ISO time */
  sendAgainFrom(from: string): number {
    const { changes } = this.#database
      .prepare('insert or ignore into outbox (seq) select seq from visits where visited >= ?')
      .run(from);
    if (from === '') this.#database.exec('update events set sent = 0; update alarms set reported = 0');
    return Number(changes);
  }

  /** The oldest later facts that the cloud has not got. */
  nextEvents(most: number): VisitEvent[] {
    return this.#database
      .prepare(
        `select id, visit_id, kind, at, data from events where sent = 0 and refused is null
         order by id limit ?`,
      )
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

  refuseEvent(id: number, reason: string): void {
    this.#database.prepare('update events set refused = ? where id = ?').run(reason, id);
  }
}
