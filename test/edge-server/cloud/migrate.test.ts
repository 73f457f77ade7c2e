import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PGlite } from '@electric-sql/pglite';
import { type CloudAdmin, migrateCloud } from '../../../edge-server/cloud/migrate.ts';
import { dumpCloud } from '../../../edge-server/schema/dump-cloud.ts';
import { emptyCloud } from '../doubles/made-cloud.ts';

let database: PGlite;
before(async () => {
  database = await emptyCloud();
});
after(() => database.close());

/** The database, emptied and begun by a script. */
async function begun(script: string): Promise<CloudAdmin> {
  await database.exec(`drop schema public cascade; create schema public; ${script}`);
  return {
    exec: (text) => database.exec(text),
    query: async (text) => (await database.query<Record<string, unknown>>(text)).rows,
  };
}

const OTHERS: Record<string, [script: string, words: RegExp]> = {
  'a cloud of a version before the first release': [
    `create table kf99_migrations (number integer primary key, applied_at timestamptz not null default now());
     insert into kf99_migrations (number) select generate_series(1, 11);
     create table kiosks (kiosk_id text primary key);
     create function kf99_ingest(token text, rows jsonb) returns setof uuid language sql as 'select null::uuid';`,
    /has 11 migrations of another history .* left as it is: keep it by pg_dump, then name a new, empty/,
  ],
  'migrations of another name': [
    `create table kf99_migrations (number integer primary key, name text, applied_at timestamptz default now());
     insert into kf99_migrations (number, name) values (1, '001_other.sql');`,
    /has 1 migrations of another history/,
  ],
  'a migration of this name whose text was another one': [
    `create table kf99_migrations (number integer primary key, name text, digest text, applied_at timestamptz default now());
     insert into kf99_migrations (number, name, digest) values (1, '001_baseline.sql', repeat('0', 64));`,
    /has 1 migrations of another history .* left as it is/,
  ],
  'tables of somebody else': [
    'create table history (id serial, ispass boolean, visited timestamp);',
    /has tables that no migration of KF99 made/,
  ],
};

for (const [name, [script, words]] of Object.entries(OTHERS)) {
  test(`${name}: refused with one sentence, and the database is what it was`, async () => {
    const admin = await begun(script);
    const before = await dumpCloud(admin.query);
    await assert.rejects(migrateCloud(admin), { name: 'StartError', message: words });
    assert.equal(await dumpCloud(admin.query), before);
  });
}

test('a second run applies nothing; a newer cloud is refused', async () => {
  const admin = await begun('');
  const all = await migrateCloud(admin);
  assert.equal(all[0], 1);
  assert.deepEqual(await migrateCloud(admin), []);
  const next = all.length + 1;
  await admin.exec(
    `insert into kf99_migrations (number, name, digest) values (${next}, 'of_tomorrow.sql', 'its')`,
  );
  await assert.rejects(migrateCloud(admin), { name: 'StartError', message: /is newer .*update it first/ });
});
