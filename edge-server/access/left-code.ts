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

/**
 * Leaves a new code; an older one of this purpose ends.
 * @param by who leaves it: the id of a person, or `host` for a command on the machine
 * @returns the code and its end
 */
export function leaveCode(
  database: DatabaseSync,
  purpose: Purpose,
  clock: Clock,
  by: string = 'host',
): { code: string; expires_at: string } {
  const code = newCode();
  const until = new Date(clock.now().getTime() + WINDOW_MS).toISOString();
  writeMeta(database, purpose, JSON.stringify({ hash: hashOf(code), until, by }));
  return { code, expires_at: until };
}

/** Whether `takeLeftCode` would answer. */
export function isLeftCode(database: DatabaseSync, purpose: Purpose, code: string, clock: Clock): boolean {
  return leftBy(database, purpose, code, clock) !== null;
}

/** Uses a code up. @returns who left it; null when there is none, or it is another or too old */
export function takeLeftCode(
  database: DatabaseSync,
  purpose: Purpose,
  code: string,
  clock: Clock,
): string | null {
  const by = leftBy(database, purpose, code, clock);
  if (by !== null) writeMeta(database, purpose, '');
  return by;
}

function leftBy(database: DatabaseSync, purpose: Purpose, code: string, clock: Clock): string | null {
  const stored = readMeta(database, purpose);
  if (stored === null || stored === '') return null;
  const { hash, until, by } = JSON.parse(stored) as { hash: string; until: string; by: string };
  return clock.now().toISOString() > until || !matches(code, hash) ? null : by;
}
