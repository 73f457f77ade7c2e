import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { holdLock } from '../common/lock.ts';
import { StartError } from '../common/start-error.ts';
import { writeFileSafely } from '../common/write-file.ts';
import { readNamedFile } from '../config/named-file.ts';

/** ms that another process may take to make the token. */
const MAKE_MS = 5000;

/**
 * A token that is made once and kept in a file that only its owner can read. Both processes that need it may ask at
 * once: they get the same. A file that a crash left empty is not a token; whoever registers the kiosk takes the new one.
 *
 * @throws {StartError} when the file can't be used
 */
export async function ownToken(path: string): Promise<string> {
  const release = await holdLock(`${path}.lock`, "the kiosk's cloud token", MAKE_MS);
  try {
    if (!existsSync(path) || readFileSync(path, 'utf8').trim() === '') {
      writeFileSafely(path, randomBytes(32).toString('base64url'));
    }
    return readToken(path);
  } finally {
    release();
  }
}

/** @throws {StartError} when the file can't be read or is empty */
export function readToken(path: string): string {
  const token = readNamedFile("the file of the kiosk's cloud token", path).trim();
  if (token === '')
    throw new StartError("the file of the kiosk's cloud token is empty: put the token into it");
  return token;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
