import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../common/start-error.ts';
import { writeFileSafely } from '../../common/write-file.ts';
import { refuseOtherHistory } from '../db/history.ts';
import { readMeta, writeMeta } from '../db/meta.ts';
import { migrate } from '../db/migrate.ts';
import { damageMark, findDamage } from './damage.ts';
import { openDamaged } from './open-damaged.ts';
import { type Salvaged, salvage } from './salvage.ts';
import { PARTS, setAside } from './set-aside.ts';

/** Where the fresh store says what it follows, until the alarm is raised. */
const DAMAGE_NOTE = 'store_damage';
/** Starts that try to salvage; when each of them died, the next begins empty. */
const TRIES = 2;

export interface MendOptions {
  /** Path of the store. */
  path: string;
  /** File with the kiosk's id, so that not even the loss of the whole store renames the kiosk. */
  idFile: string;
  now: Date;
}

/**
 * Before the server opens its store: a damaged one is set aside and a fresh one takes its place.
 *
 *   sound ─────────────────────────────────────────────────────────────────► opened
 *   damaged ── salvaged into kf99.sqlite.salvage-N ── complete ──► fresh ── damaged set aside ── fresh renamed ──► opened
 *
 * Each arrow is a rename, so a crash anywhere leaves a state that the next start goes on from: `salvage-N` is begun
 * again (a second time at the most: what kills the salvage must not kill every start), `fresh` is put in its place.
 * The damaged files are only read, then renamed; see set-aside.ts for how many are kept.
 *
 * @returns what was found and done, null for a sound store
 * @throws {StartError} when the store has another history: it is left as it is, sound or not
 */
export function mendStore({ path, idFile, now }: MendOptions): string | null {
  refuseOtherHistory(path);
  const fresh = `${path}.fresh`;
  if (!existsSync(fresh)) {
    const found = findEmptied(path, idFile) ?? findDamage(path, 'start');
    if (found === null) return null;
    build(path, fresh, idFile, found);
  }
  const aside = PARTS.some((part) => existsSync(path + part)) ? setAside(path, 'damaged', now) : null;
  renameSync(fresh, path);
  rmSync(damageMark(path), { force: true });
  syncFolder(dirname(path));
  const database = new DatabaseSync(path);
  try {
    const note = readMeta(database, DAMAGE_NOTE) ?? '';
    if (aside !== null) writeMeta(database, DAMAGE_NOTE, `${note} The damaged files are kept as ${aside}.`);
    return readMeta(database, DAMAGE_NOTE);
  } finally {
    database.close();
  }
}

/** Takes the note of `mendStore` out of the store; null when there is none. */
export function takeDamageNote(database: DatabaseSync): string | null {
  const note = readMeta(database, DAMAGE_NOTE);
  if (note !== null) database.prepare('delete from meta where key = ?').run(DAMAGE_NOTE);
  return note;
}

/** Keeps the id where a damaged store can't take it along. */
export function keepKioskId(idFile: string, id: string): void {
  if (readId(idFile) !== id) writeFileSafely(idFile, `${id}\n`);
}

/** SQLite takes a file of no bytes for a new database and throws its log away, so this is looked at first. */
function findEmptied(path: string, idFile: string): string | null {
  const empty = existsSync(path) ? statSync(path).size === 0 : existsSync(`${path}-wal`);
  return empty && (readId(idFile) !== null || existsSync(`${path}-wal`)) ? 'the file is empty' : null;
}

function build(path: string, fresh: string, idFile: string, found: string): void {
  const tries = Array.from({ length: TRIES }, (_, i) => `${path}.salvage-${i + 1}`);
  const target = tries.find((name) => !existsSync(name)) ?? `${path}.salvage-last`;
  rmSync(target, { force: true });
  const database = new DatabaseSync(target);
  let salvaged: Salvaged | null = null;
  try {
    migrate(database);
    if (tries.includes(target)) salvaged = salvageFrom(path, target, database);
    const id = readMeta(database, 'kiosk_id') ?? readId(idFile);
    if (id !== null) writeMeta(database, 'kiosk_id', id);
    writeMeta(database, DAMAGE_NOTE, describe(found, salvaged));
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    // A full disk says nothing about the salvage: it does not count as a try.
    database.close();
    rmSync(target, { force: true });
    throw new StartError(
      `the store ${path} is damaged and the disk is too full to save what is in it: make room`,
      { cause },
    );
  } finally {
    if (database.isOpen) database.close();
  }
  renameSync(target, fresh);
  for (const name of tries) rmSync(name, { force: true });
}

function salvageFrom(path: string, sound: string, into: DatabaseSync): Salvaged | null {
  if (!existsSync(path)) return null;
  const damaged = openDamaged(path, sound);
  if (damaged === null) return null;
  try {
    return salvage(damaged.database, into);
  } finally {
    damaged.close();
  }
}

function describe(found: string, salvaged: Salvaged | null): string {
  const begin = `The local database was damaged (${found}); a new one was started`;
  const advice =
    'Replace the card or disk when this comes again. Visits that the cloud had acknowledged are only there.';
  if (salvaged === null) return `${begin}, empty: nothing of the old one could be read. ${advice}`;
  const { rows, incomplete } = salvaged;
  const counts = ['visits', 'users', 'settings', 'tokens', 'devices'].map(
    (table) => `${rows[table] ?? 0} ${table}`,
  );
  const lost = incomplete.length > 0 ? ` Of ${incomplete.join(', ')} some rows could not be read.` : '';
  return `${begin} with ${counts.join(', ')} of the old one.${lost} ${advice}`;
}

function isFull(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  return code === 'ENOSPC' || (typeof errcode === 'number' && (errcode & 0xff) === 13);
}

function readId(idFile: string): string | null {
  try {
    return readFileSync(idFile, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

/** Renames last through a power cut once their folder is synced. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
