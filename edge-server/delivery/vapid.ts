import { generateKeyPairSync } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
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
  const made = newKeys();
  writeMeta(database, KEY, JSON.stringify(made));
  return made;
}

/** The public key is a point, uncompressed: 4, x, y. */
function newKeys(): VapidKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y, d } = privateKey.export({ format: 'jwk' });
  const point = [x, y].map((part) => Buffer.from(part!, 'base64url'));
  return { publicKey: Buffer.concat([Buffer.of(4), ...point]).toString('base64url'), privateKey: d! };
}
