import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start-error.ts';

/**
 * Holds a file so that one process at a time owns what it stands for. It is an open exclusive SQLite
 * transaction, because the kernel lets go of its lock however the process ends, `kill -9` included.
 *
 * @param waitMs how long a holder that is just ending may take
 * @returns the function that lets go
 * @throws {StartError} when another process keeps it
 */
export async function holdLock(path: string, what: string, waitMs = 0): Promise<() => void> {
  const database = new DatabaseSync(path, { timeout: 0 });
  const end = performance.now() + waitMs;
  for (;;) {
    try {
      database.exec('begin exclusive');
      return () => database.close();
    } catch (cause) {
      if (performance.now() >= end) {
        database.close();
        throw new StartError(
          `${what} is already in use by another KF99 process (${path}): stop that one first`,
          {
            cause,
          },
        );
      }
      await sleep(50);
    }
  }
}
