import type { DatabaseSync } from 'node:sqlite';
import { Alarm, type AlarmList, type AlarmState } from '../contract/index.ts';
import type { Change } from '../store/db/change.ts';
import { transaction } from '../store/db/transaction.ts';

/** Cleared alarms that are kept; with a few a day, years. */
const MOST_KEPT = 10_000;

/** What an alarm is to others; the table also notes what was reported to the cloud. */
const COLUMNS = Object.keys(Alarm.shape).join(', ');
const WHERE: Readonly<Record<AlarmState, string>> = {
  active: 'cleared_at is null',
  open: 'cleared_at is null and acknowledged_at is null',
  acknowledged: 'cleared_at is null and acknowledged_at is not null',
  cleared: 'cleared_at is not null',
  all: 'true',
};

/** The log of alarms in the store. Writes throw what SQLite throws, as on a full disk. */
export class AlarmTable {
  readonly #database: DatabaseSync;
  readonly #later: (change: Change) => Promise<void>;

  /** @param later writes without an fsync and without keeping the caller waiting (the store's writer) */
  constructor(database: DatabaseSync, later: (change: Change) => Promise<void>) {
    this.#database = database;
    this.#later = later;
  }

  /** Adds an alarm; answers its id. The oldest cleared ones beyond the limit go. */
  insert(alarm: Omit<Alarm, 'id'>): number {
    return transaction(this.#database, () => {
      const { lastInsertRowid } = this.#database
        .prepare(
          `insert into alarms (code, subject, severity, detail, count, opened_at, acknowledged_at, acknowledged_by)
           values (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          alarm.code,
          alarm.subject,
          alarm.severity,
          alarm.detail,
          alarm.count,
          alarm.opened_at,
          alarm.acknowledged_at,
          alarm.acknowledged_by,
        );
      const id = Number(lastInsertRowid);
      this.#database
        .prepare('delete from alarms where id <= ? and cleared_at is not null')
        .run(id - MOST_KEPT);
      return id;
    });
  }

  /** Writes what may change of an alarm. */
  update(alarm: Alarm): void {
    this.#database
      .prepare(
        `update alarms set detail = ?, count = ?, acknowledged_at = ?, acknowledged_by = ?, cleared_at = ?
         where id = ?`,
      )
      .run(
        alarm.detail,
        alarm.count,
        alarm.acknowledged_at,
        alarm.acknowledged_by,
        alarm.cleared_at,
        alarm.id,
      );
  }

  /** Notes that an event alarm came again. Visitors may cause many, so no verdict waits for it. */
  note({ id, detail, count }: Alarm): Promise<void> {
    const sql = 'update alarms set detail = ?, count = max(count, ?) where id = ?';
    return this.#later([{ sql, values: [detail, count, id] }]);
  }

  active(): Alarm[] {
    return this.#database
      .prepare(`select ${COLUMNS} from alarms where ${WHERE.active} order by id`)
      .all() as unknown as Alarm[];
  }

  find(id: number): Alarm | null {
    const row = this.#database.prepare(`select ${COLUMNS} from alarms where id = ?`).get(id);
    return (row as unknown as Alarm) ?? null;
  }

  /** Newest first, `before` an id or null for the newest page. */
  list(state: AlarmState, limit: number, before: number | null): AlarmList {
    const rows = this.#database
      .prepare(`select ${COLUMNS} from alarms where ${WHERE[state]} and id < ? order by id desc limit ?`)
      .all(before ?? Number.MAX_SAFE_INTEGER, limit + 1) as unknown as Alarm[];
    const alarms = rows.slice(0, limit);
    return { alarms, next: rows.length > limit ? (alarms.at(-1)?.id ?? null) : null };
  }
}
