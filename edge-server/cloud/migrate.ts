import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { migrationNames } from '../common/migrations.ts';
import { StartError } from '../common/start-error.ts';
import { ingestFunction } from './ingest.ts';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const FUNCTIONS = new URL('./functions/', import.meta.url);
const ACCESS = new URL('./access.sql', import.meta.url);

/** The two calls that a migration needs, so that PGlite and a real Postgres take the same road. */
export interface CloudAdmin {
  /** Runs a script of several statements. */
  exec(script: string): Promise<unknown>;
  /** Runs one statement; answers its rows. */
  query(statement: string): Promise<Record<string, unknown>[]>;
}

/**
 * Brings the cloud to the newest schema, in one transaction: numbered plain SQL files for its tables, each once; then,
 * each time, its functions and view as they are today, and who may do what. After that the partitions of the months
 * ahead. Safe to run twice, also at the same time.
 *
 * @returns the numbers that were applied now
 * @throws {UnknownHistory} when the cloud has another history than this software knows
 * @throws {StartError} when it is newer; nothing was changed then
 */
export async function migrateCloud(admin: CloudAdmin): Promise<number[]> {
  const files = migrationNames(readdirSync(MIGRATIONS));
  const applied = await transaction(admin, async () => {
    const known = await readHistory(admin, files);
    for (const [index, name] of files.entries()) {
      if (index < known) continue;
      await admin.exec(read(new URL(name, MIGRATIONS)));
      await admin.exec(
        `insert into kf99_migrations (number, name, digest) values (${index + 1}, '${name}', '${digestOf(name)}')`,
      );
    }
    for (const name of readdirSync(FUNCTIONS).sort()) await admin.exec(read(new URL(name, FUNCTIONS)));
    await admin.exec(ingestFunction());
    await admin.exec(read(ACCESS));
    return files.map((_, index) => index + 1).slice(known);
  });
  await admin.query("select kf99_end_stalled('10 seconds')");
  await transaction(admin, () => admin.query('select kf99_maintain()'));
  await admin.query('select kf99_tend()');
  return applied;
}

/** How many of the files the cloud has. @throws {StartError} */
async function readHistory(admin: CloudAdmin, files: readonly string[]): Promise<number> {
  const [there] = await admin.query(
    `select to_regclass('public.kf99_migrations') is not null as ours,
       to_regclass('public.history') is not null or to_regclass('public.kiosks') is not null as others`,
  );
  if (there?.ours !== true) {
    if (there?.others === true) throw new UnknownHistory('has tables that no migration of KF99 made');
    await admin.exec(
      `create table kf99_migrations (
         number integer primary key, name text not null, digest text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    return 0;
  }
  // As JSON, since a table of another history may lack a column.
  const done = await admin.query(
    `select m.number, to_jsonb(m) ->> 'name' as name, to_jsonb(m) ->> 'digest' as digest
     from kf99_migrations m order by m.number`,
  );
  const same = done.every(({ number, name, digest }, index) => {
    if (number !== index + 1 || typeof name !== 'string' || typeof digest !== 'string') return false;
    const ours = files[index];
    return ours === undefined || (name === ours && digest === digestOf(ours));
  });
  if (!same) throw new UnknownHistory(`has ${done.length} migrations of another history than this version's`);
  if (done.length > files.length) {
    throw new StartError(
      `the cloud's schema is newer (${done.length}) than this software knows (${files.length}): update it first`,
    );
  }
  return done.length;
}

/** The database has tables that this software did not make, or made otherwise. Nothing was changed in it. */
export class UnknownHistory extends StartError {
  constructor(what: string) {
    super(
      `the cloud's database ${what} and is left as it is: keep it by pg_dump, then name a new, empty database`,
    );
  }
}

/** Of a migration's statements: a cloud on which others ran under its name has other tables. Its comments are free. */
function digestOf(name: string): string {
  const statements = read(new URL(name, MIGRATIONS)).replace(/--.*$/gm, '').replace(/\s+/g, ' ');
  return createHash('sha256').update(statements).digest('hex');
}

function read(file: URL): string {
  return readFileSync(file, 'utf8');
}

/** What whoever comes second is told when two make the first table at once. */
const MADE_MEANWHILE = new Set<unknown>(['42P07', '23505']);

/**
 * One at a time, whoever else migrates this database: the lock is on a table that only the owner can lock, since an
 * advisory one would be anybody's to take. Gives up after half a minute of waiting for a lock.
 */
async function transaction<T>(admin: CloudAdmin, work: () => Promise<T>, tries = 2): Promise<T> {
  await admin.exec("begin; set local lock_timeout = '30s'");
  try {
    const [there] = await admin.query("select to_regclass('public.kf99_migrations') is not null as ours");
    if (there?.ours === true) await admin.exec('lock table kf99_migrations in share row exclusive mode');
    const result = await work();
    await admin.exec('commit');
    return result;
  } catch (error) {
    await admin.exec('rollback').catch(() => undefined);
    if (tries > 1 && MADE_MEANWHILE.has((error as { code?: unknown }).code)) {
      return transaction(admin, work, tries - 1);
    }
    throw error;
  }
}
