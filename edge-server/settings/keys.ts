import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from '../store/db/meta.ts';

/** Keys of the store's `meta`: what the cloud answered the worker, and what the server made of it. */
export const FLEET_DOCUMENT = 'fleet_document';
export const FLEET_STATE = 'fleet_state';
export const FLEET_COMMAND = 'fleet_command';
export const FLEET_COMMAND_STATE = 'fleet_command_state';
/** The text of the last answer to a command, for the worker. */
export const FLEET_ANSWER = 'fleet_answer';

/** For the worker: leaves what `kf99_report` gave to the server, when it is another one than before. */
export function leaveDocument(database: DatabaseSync, answered: unknown): void {
  if (!isObject(answered)) return;
  leave(database, FLEET_DOCUMENT, answered);
  if (isObject(answered.command)) leave(database, FLEET_COMMAND, answered.command);
}

function leave(database: DatabaseSync, key: string, { document, signature }: Record<string, unknown>): void {
  if (typeof document !== 'string') return;
  const text = JSON.stringify({ document, signature });
  if (readMeta(database, key) !== text) writeMeta(database, key, text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
