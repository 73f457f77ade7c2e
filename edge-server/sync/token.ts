import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { StartError } from '../start-error.ts';

/** A token that is made once and kept in a file that only its owner can read. */
export function ownToken(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readToken(path);
}

/** @throws {StartError} when the file can't be read or is empty */
export function readToken(path: string): string {
  let token = '';
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new StartError(`the kiosk's cloud token ${path} can't be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (token === '') throw new StartError(`the kiosk's cloud token ${path} is empty: put the token into it`);
  return token;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
