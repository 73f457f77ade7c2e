import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SQLite's files of one database; the log belongs to it, since the newest visits may only be there. */
export const PARTS = ['', '-wal', '-shm'] as const;

/** Sets that are kept, and their bytes; the newest two always stay, however large. */
const MOST_SETS = 5;
const MOST_BYTES = 2e9;
const NAME = /^kf99\.(damaged|replaced)-\d{8}T\d{6}Z(-\d+)?\.sqlite$/;

/**
 * Renames a database, with its log, beside where it was: no byte of it is changed. The name has the date; a second
 * one in the same second gets a number. Beyond the bounds the oldest sets go.
 *
 * @returns the new path, which SQLite can open
 */
export function setAside(path: string, why: 'damaged' | 'replaced', at: Date): string {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = dirname(path);
  let aside = join(folder, `kf99.${why}-${stamp}.sqlite`);
  for (let i = 2; PARTS.some((part) => existsSync(aside + part)); i++) {
    aside = join(folder, `kf99.${why}-${stamp}-${i}.sqlite`);
  }
  // The log first: a crash in between leaves a database without it, never one with another's.
  for (const part of PARTS.toReversed()) if (existsSync(path + part)) renameSync(path + part, aside + part);
  prune(folder);
  return aside;
}

/** Paths of what was set aside, the newest first. */
export function listAside(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).ctimeMs - statSync(a).ctimeMs);
}

function prune(folder: string): void {
  let bytes = 0;
  for (const [index, path] of listAside(folder).entries()) {
    bytes += PARTS.reduce((sum, part) => sum + (existsSync(path + part) ? statSync(path + part).size : 0), 0);
    if (index >= 2 && (index >= MOST_SETS || bytes > MOST_BYTES)) {
      for (const part of PARTS) rmSync(path + part, { force: true });
    }
  }
}
