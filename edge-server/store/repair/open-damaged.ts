import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BUSY_MS } from '../db/open.ts';

/** SQLite's file header: format 1, "The Database Header" of https://www.sqlite.org/fileformat2.html. */
const HEADER_BYTES = 100;
const AT = { changeCounter: 24, pages: 28, freelist: 32, validFor: 92 } as const;
/** A copy is only made of a file that the disk has room for. */
const MOST_COPY_BYTES = 1e9;

/**
 * Opens a damaged database for reading only. When its first 100 bytes are what is damaged, a copy with the header of
 * a sound one is opened instead: the rest of the first page and all others may be well.
 *
 * @param sound a database of this software, for its header
 * @returns the database and what removes the copy; null when nothing helps
 */
export function openDamaged(
  path: string,
  sound: string,
): { database: DatabaseSync; close: () => void } | null {
  // SQLite would take it for a new database and remove its log.
  if (statSync(path).size < HEADER_BYTES) return null;
  const direct = tryOpen(path);
  if (direct) return { database: direct, close: () => direct.close() };
  const copy = `${path}.repair`;
  const remove = () => {
    for (const part of ['', '-wal', '-shm']) rmSync(copy + part, { force: true });
  };
  try {
    const { size } = statSync(path);
    if (size > MOST_COPY_BYTES) return null;
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    writeHeader(copy, sound, size);
    const database = tryOpen(copy);
    if (database === null) {
      remove();
      return null;
    }
    const close = () => {
      database.close();
      remove();
    };
    return { database, close };
  } catch {
    remove();
    return null;
  }
}

function tryOpen(path: string): DatabaseSync | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    database.exec('select count(*) from sqlite_schema');
    return database;
  } catch {
    database?.close();
    return null;
  }
}

function writeHeader(path: string, sound: string, size: number): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const from = openSync(sound, 'r');
  try {
    readSync(from, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(from);
  }
  const pageBytes = header.readUInt16BE(16);
  header.writeUInt32BE(Math.floor(size / pageBytes), AT.pages);
  header.writeUInt32BE(header.readUInt32BE(AT.changeCounter), AT.validFor);
  // The list of free pages is left out: reading needs none.
  header.writeUInt32BE(0, AT.freelist);
  header.writeUInt32BE(0, AT.freelist + 4);
  const to = openSync(path, 'r+');
  try {
    writeSync(to, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(to);
  }
}
