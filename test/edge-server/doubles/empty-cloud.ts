import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { paths } from '../../../edge-server/common/data-folder.ts';

const CACHE = join(import.meta.dirname, '../../../.cache/empty-cloud');

/**
 * An empty PGlite in memory, as `PGlite.create()` makes it, without its `initdb`: that takes 7 s of CPU in WebAssembly,
 * more than what most tests ask of it. No migration has run in it.
 */
export async function emptyCloud(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: await openAsBlob(join(await prepareEmptyCloud(), 'folder.tar')) });
}

/** Gives a data folder that has no embedded cloud yet an empty one, in which no migration has run. */
export async function seedCloud(data: string): Promise<void> {
  if (existsSync(paths.cloud(data))) return;
  mkdirSync(paths.cloud(data), { recursive: true, mode: 0o700 });
  cpSync(join(await prepareEmptyCloud(), 'folder'), paths.cloud(data), { recursive: true });
}

/** Makes what both are copied from, once for each version of PGlite; @returns its folder. */
export async function prepareEmptyCloud(): Promise<string> {
  const ready = join(CACHE, pgliteVersion());
  if (existsSync(ready)) return ready;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  const database = await PGlite.create(join(making, 'folder'));
  const tar = await database.dumpDataDir('none');
  writeFileSync(join(making, 'folder.tar'), Buffer.from(await tar.arrayBuffer()));
  await database.close();
  try {
    renameSync(making, ready);
  } catch (error) {
    // Another process was quicker.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(ready)) throw error;
  }
  return ready;
}

function pgliteVersion(): string {
  const entry = fileURLToPath(import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
