import type { DatabaseSync } from 'node:sqlite';
import { type Row, readableRows } from './readable-rows.ts';

/** Who and what may use this kiosk: what tells one from another, and by what people know it. */
const TABLES = {
  users: { key: 'id', name: 'name' },
  tokens: { key: 'token_hash', name: 'name' },
  devices: { key: 'token_hash', name: 'paired_at' },
} as const;
const NAMES = Object.keys(TABLES) as Table[];
type Table = keyof typeof TABLES;
type Names = Record<Table, string[]>;

/** What a restore did about people, API tokens and paired browsers. */
export interface RestoredAccess {
  /** `present`: as in the store that was replaced. `backup`: as in the backup, since that store could not tell. */
  from: 'present' | 'backup';
  /** What is in the backup and was removed since then (`present`), or may have been (`backup`). */
  names: Names;
}

/**
 * People, API tokens and paired browsers of the replaced store take the place of those in the backup: what was revoked
 * since then must not come back, and a password that was changed stays changed.
 *
 * @param present the replaced store; null where there was none that can be read
 * @param into the backup that is being restored, migrated
 */
export function takeOverAccess(present: DatabaseSync | null, into: DatabaseSync): RestoredAccess {
  const rows = present && isInUse(present, into) ? read(present) : null;
  const kept = (table: Table) => into.prepare(`select * from ${table}`).all() as Row[];
  if (rows === null) return { from: 'backup', names: named(kept) };
  const gone = named((table) => {
    const { key } = TABLES[table];
    const present = new Set(rows[table].map((row) => row[key]));
    return kept(table).filter((row) => !present.has(row[key]!));
  });
  into.exec('begin');
  for (const table of NAMES) {
    into.exec(`delete from ${table}`);
    for (const row of rows[table]) {
      const columns = Object.keys(row);
      into
        .prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
        .run(...Object.values(row));
    }
  }
  into.exec('commit');
  return { from: 'present', names: gone };
}

/** Whether the store is of the same kiosk and has been set up: one of a new machine knows nobody yet. */
function isInUse(present: DatabaseSync, backup: DatabaseSync): boolean {
  const id = (of: DatabaseSync) => of.prepare("select value from meta where key = 'kiosk_id'").get()?.value;
  try {
    const [there] = present.prepare("select 1 from users where role = 'admin' limit 1").all();
    return there !== undefined && id(present) === id(backup);
  } catch {
    // Damaged, or of another history.
    return false;
  }
}

/** Null where a part can't be read: half of it would be a guess. */
function read(present: DatabaseSync): Record<Table, Row[]> | null {
  const rows: Record<Table, Row[]> = { users: [], tokens: [], devices: [] };
  try {
    for (const table of NAMES) {
      const columns = present
        .prepare(`select name from pragma_table_info('${table}')`)
        .all()
        .map(({ name }) => String(name));
      if (!readableRows(present, table, 'rowid', columns, (row) => void rows[table].push(row))) return null;
    }
  } catch {
    return null;
  }
  return rows;
}

function named(of: (table: Table) => readonly Row[]): Names {
  const names = (table: Table) => of(table).map((row) => String(row[TABLES[table].name]));
  return { users: names('users'), tokens: names('tokens'), devices: names('devices') };
}
