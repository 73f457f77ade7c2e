import { existsSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BUSY_MS } from '../db/open.ts';

/**
 * What is checked when (`pragma quick_check`: every page is there once, is well formed, and its rows are in order):
 *
 * - at the start, before anything is written: the whole file up to 64 MB, which holds some 75,000 visits and is read
 *   in under 2 s by a card of 40 MB/s; of a larger one the schema and the small tables that no cloud has;
 * - while the server runs, in a thread of its own (check-thread.ts): the whole file, soon after the start and daily;
 * - always: an error by which SQLite itself says that the file is damaged.
 *
 * Whoever finds damage in a running system leaves a mark beside the file; the server then ends, and its next start
 * sets the file aside (repair.ts).
 */
const WHOLE_AT_START = 64e6;
/** Tables that a large store checks at its start. */
const VITAL = ['meta', 'users', 'tokens', 'settings', 'devices', 'outbox', 'sync_state'];

/** Primary result codes CORRUPT and NOTADB, and the extended one of a file that ends too early. */
export function isDamage(error: unknown): boolean {
  const { errcode, cause } = error as { errcode?: unknown; cause?: unknown };
  // A StoreError wraps SQLite's own.
  if (typeof errcode !== 'number') return typeof cause === 'object' && cause !== null && isDamage(cause);
  return [11, 26].includes(errcode & 0xff) || errcode === 522;
}

/**
 * Looks at a store without writing to it.
 * @returns what is damaged, null when nothing is; a file that can't be opened for other reasons is not damaged
 */
export function findDamage(path: string, extent: 'start' | 'whole'): string | null {
  let database: DatabaseSync | null = null;
  try {
    if (existsSync(damageMark(path))) return 'it was found damaged while it was in use';
    if (!existsSync(path)) return null;
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    database.exec('select count(*) from sqlite_schema');
    for (const check of checks(database, path, extent)) {
      const [row] = database.prepare(check).all() as { quick_check: string }[];
      if (row !== undefined && row.quick_check !== 'ok') return row.quick_check.split('\n').at(-1) ?? check;
    }
    return null;
  } catch (error) {
    return isDamage(error) ? (error as Error).message : null;
  } finally {
    database?.close();
  }
}

function checks(database: DatabaseSync, path: string, extent: 'start' | 'whole'): string[] {
  if (extent === 'whole' || statSync(path).size <= WHOLE_AT_START) return ['pragma quick_check(1)'];
  const known = database
    .prepare("select name from sqlite_schema where type = 'table'")
    .all()
    .map(({ name }) => String(name));
  return VITAL.filter((table) => known.includes(table)).map((table) => `pragma quick_check('${table}')`);
}

/** The file whose being there says that the store was found damaged. */
export const damageMark = (path: string) => `${path}.damaged`;

export function markDamage(path: string, reason: string): void {
  writeFileSync(damageMark(path), `${reason}\n`);
}
