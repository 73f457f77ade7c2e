import type { DatabaseSync } from 'node:sqlite';
import { isDamage } from './damage.ts';
import { type Row, readableRows } from './readable-rows.ts';

/** Rows that were taken over, by table, and the tables of which some could not be read. */
export interface Salvaged {
  rows: Readonly<Record<string, number>>;
  incomplete: readonly string[];
}

/** What only this machine has, with the key by which its pages are ordered. Sessions are left: people log in again. */
const WHOLE: readonly [table: string, key: string][] = [
  ['meta', 'rowid'],
  ['users', 'rowid'],
  ['tokens', 'rowid'],
  ['settings', 'rowid'],
  ['devices', 'rowid'],
  ['calibrations', 'rowid'],
  ['rules', 'rowid'],
  ['alarms', 'rowid'],
  ['audit', 'rowid'],
  ['duty', 'rowid'],
  ['phones', 'rowid'],
  ['ways', 'rowid'],
  ['deliveries', 'rowid'],
  ['captures', 'id'],
  ['temp_objects', 'id'],
];

/**
 * Copies what can be read of a damaged store into a fresh one of the newest schema: what only this machine has, and
 * the visits that the cloud has not acknowledged, with their steps and later facts. Where the outbox itself is
 * damaged, every readable visit from there on counts as waiting: sending one again changes nothing. Acknowledged
 * visits are left; the cloud has them.
 */
export function salvage(damaged: DatabaseSync, fresh: DatabaseSync): Salvaged {
  const copy = new Copy(damaged, fresh);
  fresh.exec('pragma foreign_keys = off; begin');
  for (const [table, key] of WHOLE) copy.whole(table, key);
  copyWaiting(copy);
  fresh.exec('commit');
  return { rows: copy.rows, incomplete: [...copy.incomplete] };
}

function copyWaiting(copy: Copy): void {
  const waiting = new Map<number, Row>();
  const add = (row: Row) => void waiting.set(Number(row.seq), row);
  const whole = copy.read('outbox', 'rowid', add);
  if (whole) {
    for (const seq of waiting.keys()) copy.one('visits', 'seq', seq);
  } else {
    const first = Math.min(...waiting.keys(), Number.MAX_SAFE_INTEGER);
    const all = waiting.size === 0;
    copy.read('visits', 'rowid', (visit) => {
      if (!all && Number(visit.seq) < first) return;
      copy.insert('visits', visit);
      if (!waiting.has(Number(visit.seq))) add({ seq: visit.seq! });
    });
  }
  for (const [seq, row] of waiting) {
    if (!copy.has('visits', seq)) continue;
    copy.insert('outbox', row);
    copy.one('steps', 'seq', seq);
  }
  copy.read('events', 'rowid', (event) => {
    if (event.sent === 0) copy.insert('events', event);
  });
}

/** Copies rows between two stores whose schemas may differ in age. */
class Copy {
  readonly rows: Record<string, number> = {};
  readonly incomplete = new Set<string>();
  readonly #from: DatabaseSync;
  readonly #to: DatabaseSync;
  readonly #columns = new Map<string, string[]>();

  constructor(from: DatabaseSync, to: DatabaseSync) {
    this.#from = from;
    this.#to = to;
  }

  whole(table: string, key: string): void {
    this.read(table, key, (row) => this.insert(table, row));
  }

  /** @returns whether every row could be read */
  read(table: string, key: string, each: (row: Row) => void): boolean {
    const columns = this.#common(table);
    if (columns.length > 0 && readableRows(this.#from, table, key, columns, each)) return true;
    this.incomplete.add(table);
    return false;
  }

  /** Copies the rows of one key, when they can be read. */
  one(table: string, key: string, value: number): void {
    try {
      const columns = this.#common(table).join(', ');
      const rows = this.#from.prepare(`select ${columns} from ${table} where ${key} = ?`).all(value);
      for (const row of rows) this.insert(table, row as Row);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.incomplete.add(table);
    }
  }

  /** A row that the schema refuses was damaged too, in a way that the page does not show. */
  insert(table: string, row: Row): void {
    const names = Object.keys(row);
    try {
      const { changes } = this.#to
        .prepare(
          `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})
           on conflict do nothing`,
        )
        .run(...names.map((name) => row[name]!));
      this.rows[table] = (this.rows[table] ?? 0) + Number(changes);
    } catch {
      this.incomplete.add(table);
    }
  }

  has(table: string, seq: number): boolean {
    return this.#to.prepare(`select 1 from ${table} where seq = ?`).get(seq) !== undefined;
  }

  /** Columns that both schemas have; none when the table can't be read at all. */
  #common(table: string): string[] {
    const known = this.#columns.get(table);
    if (known) return known;
    const names = (database: DatabaseSync) =>
      database
        .prepare('select name from pragma_table_info(?)')
        .all(table)
        .map(({ name }) => String(name));
    let columns: string[] = [];
    try {
      const wanted = new Set(names(this.#to));
      columns = names(this.#from).filter((name) => wanted.has(name));
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    this.#columns.set(table, columns);
    return columns;
  }
}
