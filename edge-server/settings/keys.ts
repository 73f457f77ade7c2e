import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from '../store/db/meta.ts';

/** Keys of the store's `meta`: what the worker pulled, and what the server made of it. */
export const FLEET_DOCUMENT = 'fleet_document';
export const FLEET_STATE = 'fleet_state';

/** For the worker: leaves what `kf99_pull` gave to the server, when it is another one than before. */
export function leaveDocument(database: DatabaseSync, pulled: unknown): void {
  if (pulled === null || typeof pulled !== 'object') return;
  const { document, signature } = pulled as Record<string, unknown>;
  const text = JSON.stringify({ document, signature });
  if (readMeta(database, FLEET_DOCUMENT) !== text) writeMeta(database, FLEET_DOCUMENT, text);
}
