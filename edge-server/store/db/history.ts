import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StartError } from '../../common/start-error.ts';

/** `KF99` in the file's header: whose migrations SQLite's own `user_version` counts. */
export const APPLICATION_ID = 0x4b463939;

/** Length of the header of SQLite's file. */
const HEADER_BYTES = 100;

/** How many migrations of this software a database has; null when it has another history. */
export function readHistory(database: DatabaseSync): number | null {
  const found = database
    .prepare(
      `select application_id as id, user_version as version, (select count(*) from sqlite_schema) as objects
       from pragma_application_id, pragma_user_version`,
    )
    .get() as { id: number; version: number; objects: number };
  if (found.id === APPLICATION_ID) return found.version;
  return found.id === 0 && found.version === 0 && found.objects === 0 ? 0 : null;
}

/** A store that this version can't bring to its schema. */
export function otherHistory(path: string): StartError {
  return new StartError(
    `the store ${path} has another history than this version's and is left as it is: make a backup with the version ` +
      'that wrote it, then set KF99_DATA to a new folder',
  );
}

/**
 * Looks at a store before anything writes to it; one that is damaged or can't be opened is somebody else's matter.
 * @throws {StartError} when it has another history; no file was changed or made then
 */
export function refuseOtherHistory(path: string): void {
  // Of a file without a header SQLite would remove the log, which a salvage may need.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < HEADER_BYTES) return;
  const file = pathToFileURL(path);
  // Without a log nobody writes to the file, and so SQLite need not make files beside it to read it.
  if (!existsSync(`${path}-wal`)) file.searchParams.set('immutable', '1');
  let database: DatabaseSync | null = null;
  let history: number | null = 0;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    history = readHistory(database);
  } catch {
    return;
  } finally {
    database?.close();
  }
  if (history === null) throw otherHistory(path);
}
