import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { ingestFunction } from '../../../edge-server/cloud/ingest.ts';
import { migrateCloud } from '../../../edge-server/cloud/migrate.ts';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { CLOUD_FLAGS } from '../../../edge-server/process/memory.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/clouds');
const SCHEMA = ['edge-server/cloud/migrations', 'edge-server/cloud/functions'];

// A cloud of a test lives in the test's own process: what the product's cloud is started with is set here.
for (const flag of CLOUD_FLAGS) setFlagsFromString(flag);

/**
 * An empty PGlite in memory, as `PGlite.create()` makes it, without its `initdb`: that takes 7 s of CPU in WebAssembly,
 * more than what most tests ask of it. No migration has run in it.
 */
export async function emptyCloud(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: await openAsBlob(join(await prepareEmpty(), 'folder.tar')) });
}

/** The same with today's tables in it, which take another 3 s of CPU to make; its partitions are those of an earlier day. */
export async function migratedCloud(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: await openAsBlob(join(await prepareClouds(), 'folder.tar')) });
}

/**
 * Gives a data folder that has no embedded cloud yet one of today's tables and no rows, as a first start makes it. What a
 * first start does without it is tried by the tests of `EmbeddedCloud` and on booted machines.
 */
export async function seedCloud(data: string): Promise<void> {
  const from = await prepareClouds();
  if (existsSync(paths.cloud(data))) return;
  mkdirSync(paths.cloud(data), { recursive: true, mode: 0o700 });
  cpSync(join(from, 'folder'), paths.cloud(data), { recursive: true });
}

/** Makes what is copied, once for each version of PGlite and each schema; @returns its folder. */
export async function prepareClouds(): Promise<string> {
  const empty = await prepareEmpty();
  return once(migrated(), join(empty, 'folder'), async (database) => {
    await migrateCloud({
      exec: (script) => database.exec(script),
      query: async (statement) => (await database.query<Record<string, unknown>>(statement)).rows,
    });
  });
}

function prepareEmpty(): Promise<string> {
  return once(join(CACHE, `empty-${pgliteVersion()}`), null, async () => undefined);
}

/** A database as folder and as archive, made at most once, whoever else makes it at the same time. @param from its folder; null to begin one */
async function once(
  ready: string,
  from: string | null,
  make: (database: PGlite) => Promise<void>,
): Promise<string> {
  if (existsSync(ready)) return ready;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  try {
    if (from !== null) cpSync(from, join(making, 'folder'), { recursive: true });
    const database = await PGlite.create(join(making, 'folder'));
    try {
      await make(database);
      const tar = await database.dumpDataDir('none');
      writeFileSync(join(making, 'folder.tar'), Buffer.from(await tar.arrayBuffer()));
    } finally {
      await database.close();
    }
    renameSync(making, ready);
    forgetOlder(ready);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(ready)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return ready;
}

/** Those of the same kind that were made for another schema or another PGlite: 80 MB each. */
function forgetOlder(ready: string): void {
  const [kind] = basename(ready).split('-');
  for (const name of readdirSync(CACHE)) {
    if (name.startsWith(`${kind}-`) && name !== basename(ready)) {
      rmSync(join(CACHE, name), { recursive: true, force: true });
    }
  }
}

/** Where the cloud of today's schema is. */
function migrated(): string {
  const hash = createHash('sha256').update(ingestFunction());
  for (const folder of SCHEMA) {
    for (const name of readdirSync(join(ROOT, folder)).sort()) {
      hash.update(name).update(readFileSync(join(ROOT, folder, name)));
    }
  }
  hash.update(readFileSync(join(ROOT, 'edge-server/cloud/access.sql')));
  return join(CACHE, `migrated-${pgliteVersion()}-${hash.digest('hex').slice(0, 12)}`);
}

function pgliteVersion(): string {
  const entry = fileURLToPath(import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
