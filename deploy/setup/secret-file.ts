import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** 144 random bits, with characters that need no quoting in an address. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** Owner and group of the folder may read it, nobody else. */
const MODE = 0o640;

/** Writes a file that is not there yet. @returns whether it was written */
export function newFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { mode: MODE, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
