import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from './db/meta.ts';

/** This kiosk's name: the given one, or the one that was made at the first start and is kept since. */
export function kioskId(database: DatabaseSync, given: string | null): string {
  if (given !== null) {
    writeMeta(database, 'kiosk_id', given);
    return given;
  }
  // Server and sync worker may start at the same time: the first one's name holds.
  database
    .prepare("insert into meta (key, value) values ('kiosk_id', ?) on conflict (key) do nothing")
    .run(`kiosk-${randomBytes(4).toString('hex')}`);
  return readMeta(database, 'kiosk_id')!;
}
