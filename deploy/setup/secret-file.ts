import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { writeFileSafely } from '../../edge-server/common/write-file.ts';

/** 144 random bits, with characters that need no quoting in an address. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** Owner and group of the folder may read it, nobody else. */
const MODE = 0o640;

/** Writes a file that is not there yet, or that a crash left empty. @returns whether it was written */
export function newFile(path: string, text: string): boolean {
  if (existsSync(path) && statSync(path).size > 0) return false;
  writeFileSafely(path, text, MODE);
  return true;
}
