import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StartError } from '../common/start-error.ts';

/** A path. Who writes an address or a key itself there is told so, before it is waited for, or printed, as a path. */
export const filePath = z
  .string()
  .min(1)
  .refine((value) => !/^[a-z][a-z0-9+.-]+:\/\/|-----BEGIN|\p{Cc}/iu.test(value), {
    error: 'write the path of a file or a folder here, not what belongs into it',
  });

/**
 * What is in the file that a variable names, without the byte order mark that some editors put at its beginning.
 * @throws {StartError} says which variable, why and what to write
 */
export function readNamedFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StartError(
      `${variable}${shown(path)} can't be read (${code}): write the path of a file that this user may read`,
    );
  }
}

/** The path, unless it may be the secret itself, which somebody wrote in place of a path to it. */
function shown(path: string): string {
  const folder = dirname(path);
  return folder !== process.cwd() && folder !== '/' && existsSync(folder) ? ` ${path}` : '';
}
