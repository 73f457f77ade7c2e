import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./schema/', import.meta.url);

/** The two calls that a migration needs, so that PGlite and a real Postgres take the same road. */
export interface CloudAdmin {
  /** Runs a script of several statements. */
  exec(script: string): Promise<unknown>;
  /** Runs one statement; answers its rows. */
  query(statement: string): Promise<Record<string, unknown>[]>;
}

/**
 * Brings the cloud to the newest schema: numbered plain SQL files, each once, each in one transaction with its number;
 * then, each time, who may do what (access.sql) and the partitions of the months ahead. Safe to run twice, also at the
 * same time: the table of numbers is locked first.
 *
 * @returns the numbers that were applied now
 * @throws when the cloud has a migration that this software does not know
 */
export async function migrateCloud(admin: CloudAdmin): Promise<number[]> {
  await admin.exec(
    'create table if not exists kf99_migrations (number integer primary key, applied_at timestamptz not null default now())',
  );
  const files = migrations(readdirSync(FOLDER));
  const applied: number[] = [];
  for (const name of files) {
    const number = Number(name.slice(0, 3));
    await transaction(admin, async () => {
      const done = await admin.query(`select number from kf99_migrations where number = ${number}`);
      if (done.length > 0) return;
      await admin.exec(`insert into kf99_migrations (number) values (${number}); ${read(name)}`);
      applied.push(number);
    });
  }
  const newest = Number(files.at(-1)?.slice(0, 3));
  const [unknown] = await admin.query(`select number from kf99_migrations where number > ${newest} limit 1`);
  if (unknown) {
    throw new Error(
      `the cloud has migration ${unknown.number}, newer than this software knows (${newest}): update it first`,
    );
  }
  await transaction(admin, async () => {
    await admin.exec(read('access.sql'));
    await admin.query('select kf99_maintain()');
  });
  return applied;
}

/** The numbered files in their order. @throws {Error} when two have one number: the second would never be applied */
export function migrations(names: readonly string[]): string[] {
  const files = names.filter((name) => /^\d{3}_.*\.sql$/.test(name)).sort();
  const twice = files.find((name, i) => files[i - 1]?.slice(0, 3) === name.slice(0, 3));
  if (twice !== undefined)
    throw new Error(`${twice} has the number of another migration: give it the next one`);
  return files;
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

async function transaction(admin: CloudAdmin, work: () => Promise<void>): Promise<void> {
  await admin.exec('begin; lock table kf99_migrations in exclusive mode');
  try {
    await work();
    await admin.exec('commit');
  } catch (error) {
    await admin.exec('rollback').catch(() => undefined);
    throw error;
  }
}

/** Makes a kiosk known, or gives it a new token; only the token's SHA-256 is kept. */
export async function registerKiosk(admin: CloudAdmin, kioskId: string, tokenSha256: string): Promise<void> {
  // Both come from our own generators and schemas, but the words are quoted all the same.
  const id = kioskId.replaceAll("'", "''");
  if (!/^[0-9a-f]{64}$/.test(tokenSha256)) throw new RangeError('a SHA-256 has 64 hexadecimal digits');
  await admin.exec(
    `insert into kiosks (kiosk_id, token_hash) values ('${id}', '\\x${tokenSha256}')
     on conflict (kiosk_id) do update set token_hash = excluded.token_hash, revoked_at = null`,
  );
}
