import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A link, a pipe or a device in the place of a file is no file: it is not followed, and nothing waits for it. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CHUNK = 1 << 20;
/** Folders above a file that are looked at. */
const DEEPEST = 64;

/** The text of a small file in a folder that somebody without rights may write. @throws {Error} when it is none */
export function readUntrusted(path: string, mostBytes: number): string {
  return withFile(path, (handle, size) => {
    if (size > mostBytes) throw new Error(`${path} is larger than ${mostBytes} bytes`);
    return readFileSync(handle, 'utf8');
  });
}

/**
 * Copies a file out of such a folder, and proves of the copy, which nobody else can write, that it is what was signed.
 * @throws {Error} in words that follow its name; the copy may be there, and is none
 */
export function copyUntrusted(from: string, to: string, wanted: { sha256: string; bytes: number }): void {
  withFile(from, (handle, size) => {
    if (size !== wanted.bytes)
      throw new Error(`its package has ${size} bytes and not the ${wanted.bytes} that are signed`);
    const copy = openSync(to, 'w', 0o600);
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.alloc(CHUNK);
      for (let at = 0; at < size; ) {
        const got = readSync(handle, chunk, 0, Math.min(CHUNK, size - at), at);
        if (got === 0) throw new Error('its package was cut off while it was read');
        hash.update(chunk.subarray(0, got));
        for (let put = 0; put < got; ) put += writeSync(copy, chunk, put, got - put);
        at += got;
      }
      if (hash.digest('hex') !== wanted.sha256) throw new Error('its package is not the one that was signed');
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
    chmodSync(to, 0o644);
  });
}

/** Why somebody else than root and this user may change a file, or put another in its place; null when nobody may. */
export function othersMayWrite(path: string): string | null {
  let at = realpathSync(path);
  for (let depth = 0; depth < DEEPEST; depth++) {
    const { uid, mode } = statSync(at);
    if (uid !== 0 && uid !== process.getuid?.()) return `${at} belongs to another user`;
    // In a folder with the sticky bit others can't rename what is not theirs.
    if (mode & 0o022 && !(mode & 0o1000)) return `${at} can be written by others`;
    if (dirname(at) === at) return null;
    at = dirname(at);
  }
  return `${path} is too deep`;
}

function withFile<T>(path: string, work: (handle: number, size: number) => T): T {
  const handle = openSync(path, FLAGS);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new Error(`${path} is not a file`);
    return work(handle, stat.size);
  } finally {
    closeSync(handle);
  }
}
