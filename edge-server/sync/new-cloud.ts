import type { DatabaseSync } from 'node:sqlite';
import { readPostgresAddress } from '../config/postgres-address.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import type { Outbox } from './outbox.ts';

const KEY = 'cloud';

/** Which cloud a kiosk sends to, without user and password, so that a new password is not a new cloud. */
export function cloudName(databaseUrl: string | null): string {
  if (databaseUrl === null) return 'embedded';
  const { host, port, database } = readPostgresAddress(databaseUrl);
  return `${host}:${port}/${database}`;
}

/**
 * When rows go to another cloud than before, as from the embedded one to a real one, every visit goes into
 * the outbox again: what the old cloud acknowledged the new one does not have. Sending a row twice changes
 * nothing.
 *
 * @returns the visits that were put back
 */
export function sendAllToNewCloud(database: DatabaseSync, outbox: Outbox, name: string): number {
  if (readMeta(database, KEY) === name) return 0;
  // Put back first: a crash in between only does it once more.
  const rows = outbox.sendAgainFrom('');
  writeMeta(database, KEY, name);
  return rows;
}
