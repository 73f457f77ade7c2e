import type { DatabaseSync } from 'node:sqlite';
import { asStoreError } from './errors.ts';

/**
 * Runs `work` in one transaction that takes the write lock first, so that it can't fail half-way for a lock.
 * @throws {StoreError} when the disk is full or the store stays locked; nothing was written then
 */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  try {
    database.exec('begin immediate');
    const result = work();
    database.exec('commit');
    return result;
  } catch (cause) {
    // SQLite has rolled back by itself after some errors, as a full disk; then there is nothing to roll back.
    if (database.isTransaction) database.exec('rollback');
    throw asStoreError(cause);
  }
}
