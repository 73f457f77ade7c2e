import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../clock/clock.ts';
import { sleep } from '../clock/wait.ts';
import { StartError } from './start-error.ts';

/** SQLite's primary result code for a lock that another connection holds. */
const BUSY = 5;
/** ms between two tries. */
const LOOK_MS = 50;

/**
 * Holds a file so that one process at a time owns what it stands for. It is an open exclusive SQLite
 * transaction, because the kernel lets go of its lock however the process ends, `kill -9` included; so there is
 * no lease that has to run out first. The lock is one of the kernel on the file (POSIX), no process id is in it:
 * two containers that share the volume of one host see it. Hosts that share a file system don't have to, but the
 * store itself needs the shared memory of one host too.
 *
 * @param waitMs how long a holder that is just ending may take
 * @returns the function that lets go
 * @throws {StartError} when another process keeps it, or the file can't be used
 */
export async function holdLock(
  path: string,
  what: string,
  waitMs = 0,
  clock = systemClock,
): Promise<() => void> {
  const end = clock.monotonic() + waitMs;
  for (;;) {
    const database = tryLock(path, what);
    if (database) return () => database.close();
    if (clock.monotonic() >= end) {
      throw new StartError(
        `${what} is already in use by another KF99 process (${path}): stop that one first`,
      );
    }
    await sleep(clock, LOOK_MS);
  }
}

/** @returns null when another process holds it */
function tryLock(path: string, what: string): DatabaseSync | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // A journal on disk would need room, which a full one has not; SQLite refuses `off` to a defensive connection.
    database.exec('pragma journal_mode = memory; begin exclusive');
    return database;
  } catch (cause) {
    database?.close();
    if (((cause as { errcode?: number }).errcode ?? 0) % 256 === BUSY) return null;
    throw new StartError(
      `${what} can't be locked (${path}: ${(cause as Error).message}): make the file writable, or remove it`,
      { cause },
    );
  }
}
