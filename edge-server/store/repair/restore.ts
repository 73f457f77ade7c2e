import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../common/start-error.ts';
import { readHistory } from '../db/history.ts';
import { migrate } from '../db/migrate.ts';
import { damageMark } from './damage.ts';
import { foreignObjects } from './foreign-objects.ts';
import { openDamaged } from './open-damaged.ts';
import { type Row, readableRows } from './readable-rows.ts';
import { type RestoredAccess, takeOverAccess } from './restore-access.ts';
import { PARTS, setAside } from './set-aside.ts';

/** Numbers of alarms and audit entries that may have been given since the backup and are not given again. */
const SKIPPED_IDS = 100_000;

export interface Restored {
  visits: number;
  /** Visits of the replaced store that the cloud had not got and that were taken over. */
  takenOver: number;
  access: RestoredAccess;
  /** Where the replaced store is now, null when there was none. */
  aside: string | null;
}

/**
 * Puts a backup in the place of the store; the caller holds the locks of every role. What was there is set aside
 * with its bytes kept (set-aside.ts). Every visit goes into the outbox again: nobody knows what the cloud got since
 * the backup, and sending a row twice changes nothing there. Visits of the replaced store that it had not got are
 * taken over, and so are its people, API tokens and paired browsers (restore-access.ts). People log in again.
 *
 * @throws {StartError} when the backup can't be used; nothing was changed then
 */
export function restore(file: string, path: string, now: Date): Restored {
  if (!existsSync(file)) throw new StartError(`there is no backup ${file}`);
  const { visits } = checkBackup(file);
  const prepared = `${path}.restore`;
  rmSync(prepared, { force: true });
  let takenOver = 0;
  let access: RestoredAccess;
  try {
    copyFileSync(file, prepared);
    const database = new DatabaseSync(prepared);
    try {
      if (readHistory(database) === null) {
        throw new StartError(
          `the backup ${file} has another history than this version's: restore it with the version that wrote it`,
        );
      }
      migrate(database);
      const [foreign] = foreignObjects(database);
      if (foreign !== undefined) {
        throw new StartError(
          `the backup ${file} has ${foreign}, which no version of KF99 makes so: take a backup that nobody has changed`,
        );
      }
      const old = existsSync(path) ? openDamaged(path, prepared) : null;
      try {
        takenOver = takeOver(old?.database ?? null, database);
        access = takeOverAccess(old?.database ?? null, database);
      } finally {
        old?.close();
      }
      prepare(database, now);
    } finally {
      database.close();
    }
  } catch (cause) {
    rmSync(prepared, { force: true });
    if (cause instanceof StartError) throw cause;
    throw new StartError(`the backup ${file} can't be restored: ${(cause as Error).message}`, { cause });
  }
  const aside = PARTS.some((part) => existsSync(path + part)) ? setAside(path, 'replaced', now) : null;
  renameSync(prepared, path);
  rmSync(damageMark(path), { force: true });
  rmSync(`${path}.fresh`, { force: true });
  return { visits, takenOver, access, aside };
}

/**
 * Proves that a file is a whole store.
 * @returns its visits, and how many of them waited for the cloud
 * @throws {StartError}
 */
export function checkBackup(file: string): { visits: number; waiting: number } {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const one = (sql: string) => Object.values(database!.prepare(sql).get() ?? {})[0];
    const state = one('pragma quick_check(1)');
    if (state !== 'ok') throw new Error(String(state));
    if (one("select value from meta where key = 'kiosk_id'") === undefined)
      throw new Error('it has no kiosk id');
    return {
      visits: Number(one('select count(*) from visits')),
      waiting: Number(one('select count(*) from outbox')),
    };
  } catch (cause) {
    throw new StartError(
      `${file} is not a backup that can be used (${(cause as Error).message}): take another one`,
      {
        cause,
      },
    );
  } finally {
    database?.close();
  }
}

function prepare(database: DatabaseSync, now: Date): void {
  database.exec(`
    begin;
    delete from sessions;
    insert or ignore into outbox (seq) select seq from visits;
    update outbox set attempts = 0, refused = null;
    update events set sent = 0;
    insert into audit (at, actor, action, target) values ('${now.toISOString()}', 'host', 'restore', 'store');
    update sqlite_sequence set seq = seq + ${SKIPPED_IDS} where name in ('alarms', 'audit');
    commit`);
}

/** Copies what waits in the replaced store and is not in the backup, as far as it can be read. */
function takeOver(old: DatabaseSync | null, into: DatabaseSync): number {
  if (old === null) return 0;
  const waiting: number[] = [];
  readableRows(old, 'outbox', 'rowid', ['seq'], ({ seq }) => void waiting.push(Number(seq)));
  const known = new Set(columnsOf(into));
  const columns = columnsOf(old).filter((name) => name !== 'seq' && known.has(name));
  const select = old.prepare(`select ${columns.join(', ')} from visits where seq = ?`);
  const insert = into.prepare(
    `insert into visits (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
     on conflict do nothing`,
  );
  into.exec('begin');
  let taken = 0;
  for (const seq of waiting) {
    const row = readOne(() => select.get(seq) as Row | undefined);
    if (row) taken += Number(insert.run(...columns.map((name) => row[name]!)).changes);
  }
  into.exec('commit');
  return taken;
}

function columnsOf(database: DatabaseSync): string[] {
  return database
    .prepare("select name from pragma_table_info('visits')")
    .all()
    .map(({ name }) => String(name));
}

function readOne<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // On a damaged page; it is kept with the rest of the file.
    return undefined;
  }
}
