import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { diskSpace } from '../../common/disk.ts';
import { StartError } from '../../common/start-error.ts';
import { refuseOtherHistory } from './history.ts';
import { migrate } from './migrate.ts';

/** ms that a statement waits for another process's transaction. */
export const BUSY_MS = 5000;
/**
 * Pages of the log after which it is copied into the database, which costs three fsyncs: some 500 visits, so
 * they hardly count, and a log of 16 MB, which a start reads in well under a second.
 */
export const CHECKPOINT_PAGES = 4000;
/** Free bytes of a disk on which no store can be opened. */
const NO_ROOM_BYTES = 1e6;

/**
 * Opens the local store and migrates it.
 * @param durability `full` syncs the log at each commit. `normal` does not: for the sync worker, whose writes only say
 *   what need not be sent again, and for the server, whose writer's thread syncs what has to survive a power cut.
 * @throws {StartError} when the file can't be opened, is not a database, or has another history
 */
export function openDatabase(path: string, durability: 'full' | 'normal'): DatabaseSync {
  refuseOtherHistory(path);
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_MS });
    database.exec(
      `pragma journal_mode = wal; pragma synchronous = ${durability}; pragma foreign_keys = on;
       pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    migrate(database);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof StartError) throw cause;
    // SQLite says 'disk I/O error' when there is no room for its files beside the database.
    const full = (diskSpace(dirname(path))?.free ?? Number.POSITIVE_INFINITY) < NO_ROOM_BYTES;
    const advice = full ? ': the disk is full, make room' : '';
    throw new StartError(`the store ${path} can't be opened: ${(cause as Error).message}${advice}`, {
      cause,
    });
  }
}
