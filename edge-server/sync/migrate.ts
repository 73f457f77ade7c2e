import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./cloud/', import.meta.url);

/** The two calls that a migration needs, so that PGlite and a real Postgres take the same road. */
export interface CloudAdmin {
  /** Runs a script of several statements. */
  exec(script: string): Promise<unknown>;
  /** Runs one statement; answers its rows. */
  query(statement: string): Promise<Record<string, unknown>[]>;
}

/**
 * Brings the cloud to the newest schema: numbered plain SQL files, each once, each in one transaction with
 * its number. Safe to run twice, also at the same time: the table of numbers is locked first.
 *
 * @returns the numbers that were applied now
 */
export async function migrateCloud(admin: CloudAdmin): Promise<number[]> {
  await admin.exec(
    'create table if not exists kf99_migrations (number integer primary key, applied_at timestamptz not null default now())',
  );
  const files = readdirSync(FOLDER)
    .filter((name) => /^\d{3}_.*\.sql$/.test(name))
    .sort();
  const applied: number[] = [];
  for (const name of files) {
    const number = Number(name.slice(0, 3));
    const done = await admin.query(`select number from kf99_migrations where number = ${number}`);
    if (done.length > 0) continue;
    const script = readFileSync(new URL(name, FOLDER), 'utf8');
    await admin.exec(`begin; insert into kf99_migrations (number) values (${number}); ${script}; commit`);
    applied.push(number);
  }
  return applied;
}

/** Makes a kiosk known, or gives it a new token; only the token's SHA-256 is kept. */
export async function registerKiosk(admin: CloudAdmin, kioskId: string, tokenSha256: string): Promise<void> {
  // Both come from our own generators and schemas, but the words are quoted all the same.
  const id = kioskId.replaceAll("'", "''");
  if (!/^[0-9a-f]{64}$/.test(tokenSha256)) throw new RangeError('a SHA-256 has 64 hexadecimal digits');
  await admin.exec(
    `insert into kiosks (kiosk_id, token_hash) values ('${id}', '\\x${tokenSha256}')
     on conflict (kiosk_id) do update set token_hash = excluded.token_hash`,
  );
}
