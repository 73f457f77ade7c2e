import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { hashOf, matches, newCode } from './secret.ts';

/**
 * Codes that a command on the machine leaves in the store for the server that runs on it, or is started next:
 * 128 bits, once, for 15 minutes. The store keeps the hash. Who can write the data folder could read everything
 * anyway, so the command needs no other right.
 */

const WINDOW_MS = 15 * 60_000;

/** What a code is for: the key in the store's `meta` table. One code of a purpose is good at a time. */
export type Purpose = 'reset_code' | 'pair_code';

/** Leaves a new code; an older one of this purpose ends. @returns the code and its end */
export function leaveCode(
  database: DatabaseSync,
  purpose: Purpose,
  clock: Clock,
): { code: string; expires_at: string } {
  const code = newCode();
  const until = new Date(clock.now().getTime() + WINDOW_MS).toISOString();
  writeMeta(database, purpose, JSON.stringify({ hash: hashOf(code), until }));
  return { code, expires_at: until };
}

/** Uses a code up. @returns false when there is none, or it is another or too old */
export function takeLeftCode(database: DatabaseSync, purpose: Purpose, code: string, clock: Clock): boolean {
  const stored = readMeta(database, purpose);
  if (stored === null || stored === '') return false;
  const { hash, until } = JSON.parse(stored) as { hash: string; until: string };
  if (clock.now().toISOString() > until || !matches(code, hash)) return false;
  writeMeta(database, purpose, '');
  return true;
}
