import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { MODEL_FILES, type ModelFiles, modelId, packModel, versionOf } from './model-file.ts';

/**
 * The models that were brought to this kiosk, and a copy of the build's own: a folder each, named by the hash of its
 * file. A folder is written beside, synced and renamed, so one that is there is whole whenever the power goes.
 */
export class ModelLibrary {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a model is, whether or not it is there. */
  folder(id: string): string {
    return join(this.#folder, id);
  }

  /** Writes a model's files where they can be looked at; `keep` takes them in, `discard` removes them. */
  stage(files: ModelFiles): string {
    const staged = join(this.#folder, 'staged');
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged, { recursive: true, mode: 0o700 });
    for (const name of MODEL_FILES) writeSynced(join(staged, name), files[name]);
    return staged;
  }

  keep(id: string): void {
    const staged = join(this.#folder, 'staged');
    if (existsSync(this.folder(id))) rmSync(staged, { recursive: true });
    else renameSync(staged, this.folder(id));
    sync(this.#folder);
  }

  discard(): void {
    rmSync(join(this.#folder, 'staged'), { recursive: true, force: true });
  }

  /** Whether a model is there, byte for byte as it came. */
  whole(id: string): boolean {
    try {
      return modelId(packModel(this.read(id))) === id;
    } catch {
      return false;
    }
  }

  read(id: string): ModelFiles {
    return readModel(this.folder(id));
  }

  /** The name that a model gives itself; null when it is not there. */
  version(id: string): string | null {
    return versionIn(this.folder(id));
  }

  /** Removes every model but these. */
  prune(keep: readonly (string | null)[]): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      if (/^[0-9a-f]{64}$/.test(name) && !keep.includes(name)) {
        rmSync(join(this.#folder, name), { recursive: true, force: true });
      }
    }
  }
}

/** The name that the model in a folder gives itself; null when there is none. */
export function versionIn(folder: string): string | null {
  try {
    return versionOf({ 'manifest.json': readFileSync(join(folder, 'manifest.json')) });
  } catch {
    return null;
  }
}

/** The files of a model in a folder. @throws when one is missing */
export function readModel(folder: string): ModelFiles {
  const entries = MODEL_FILES.map((name) => [name, readFileSync(join(folder, name))]);
  return Object.fromEntries(entries) as ModelFiles;
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const handle = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A rename is on the disk when its folder is. */
function sync(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
