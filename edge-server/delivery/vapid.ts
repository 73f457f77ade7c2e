import type { DatabaseSync } from 'node:sqlite';
import webpush from 'web-push';
import { readMeta, writeMeta } from '../store/db/meta.ts';

const KEY = 'vapid_keys';

/** The pair by which push services know this server (RFC 8292): P-256, base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

/** The server's keys, made at the first use and kept in the store. New ones would end every subscription. */
export function vapidKeys(database: DatabaseSync): VapidKeys {
  const kept = readMeta(database, KEY);
  if (kept !== null) return JSON.parse(kept) as VapidKeys;
  const made = webpush.generateVAPIDKeys();
  writeMeta(database, KEY, JSON.stringify(made));
  return made;
}
