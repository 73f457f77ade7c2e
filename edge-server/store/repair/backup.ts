import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { StartError } from '../../common/start-error.ts';
import { BUSY_MS } from '../db/open.ts';
import { checkBackup } from './restore.ts';

/** Pages copied in one step; the server may write between two. */
const STEP_PAGES = 1000;

/**
 * Copies the store into one file while the server runs or not. It is written beside `file` and takes its name once it
 * is whole and checked, so the last good backup is never replaced by a broken one. Only its owner can read it: names
 * of people and hashes of passwords are in it. Kept pictures are not: they have their own, shorter retention.
 *
 * @returns visits in it, and those of them that waited for the cloud
 * @throws {StartError}
 */
export async function backUp(store: string, file: string): Promise<{ visits: number; waiting: number }> {
  if (!existsSync(store)) throw new StartError(`there is no store ${store} to back up: set KF99_DATA`);
  if (existsSync(file) && realpathSync(file) === realpathSync(store)) {
    throw new StartError(`${file} is the store itself: name another file`);
  }
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = new DatabaseSync(store, { readOnly: true, timeout: BUSY_MS });
  try {
    closeSync(openSync(unfinished, 'wx', 0o600));
    await backup(source, unfinished, { rate: STEP_PAGES });
    chmodSync(unfinished, 0o600);
    makeOneFile(unfinished);
    const counts = checkBackup(unfinished);
    sync(unfinished);
    renameSync(unfinished, file);
    return counts;
  } catch (cause) {
    rmSync(unfinished, { force: true });
    if (cause instanceof StartError) throw cause;
    throw new StartError(`the backup ${file} can't be written: ${(cause as Error).message}`, { cause });
  } finally {
    source.close();
  }
}

/** A database in WAL mode would make two files beside it whenever somebody looks into it. */
function makeOneFile(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    copy.exec('pragma journal_mode = delete');
  } finally {
    copy.close();
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
