import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Half-written files begin with this; they are removed at the start. */
const PARTIAL = '.partial-';

export interface StoredFile {
  name: string;
  bytes: number;
  /** ms since the epoch. */
  modified: number;
}

/**
 * A folder whose files are there whole or not at all, also after a power cut: written beside, synced, renamed, and
 * the folder synced. Names come from the caller and are never a stranger's words.
 */
export class CrashSafeFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder (only for its owner), removes what was half-written, and lists what is there. */
  async open(): Promise<StoredFile[]> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const files: StoredFile[] = [];
    for (const name of await readdir(this.path)) {
      if (name.startsWith(PARTIAL)) await rm(join(this.path, name), { force: true });
      else {
        const { size, mtimeMs } = await stat(join(this.path, name));
        files.push({ name, bytes: size, modified: mtimeMs });
      }
    }
    return files;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const partial = join(this.path, PARTIAL + randomBytes(8).toString('hex'));
    try {
      const file = await open(partial, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, join(this.path, name));
    } catch (cause) {
      await rm(partial, { force: true });
      throw cause;
    }
    await this.#sync();
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(join(this.path, name));
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(join(this.path, from), join(this.path, to));
    await this.#sync();
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.path, name), { force: true });
    if (names.length > 0) await this.#sync();
  }

  async #sync(): Promise<void> {
    const folder = await open(this.path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
