import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { ingestFunction } from '../../../edge-server/cloud/ingest.ts';
import { type Column, sqliteType, VISIT_COLUMNS } from '../../../edge-server/contract/index.ts';
import { dumpCloud } from '../../../edge-server/schema/dump-cloud.ts';
import { dumpStore } from '../../../edge-server/schema/dump-store.ts';
import { newColumns } from '../../../edge-server/schema/new-columns.ts';
import { CLOUD_SCHEMA, STORE_SCHEMA } from '../../../edge-server/schema/write.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { row, toColumns } from '../doubles/history-row.ts';
import { TestCloud } from '../fleet/cloud.ts';

let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
});
after(() => cloud.stop());

const COLUMNS: Readonly<Record<string, Column>> = VISIT_COLUMNS;
const optional = ({ schema }: Column) => schema.safeParse(null).success;

test('both schema.sql are what the migrations make: npm run schema', async () => {
  assert.equal(readFileSync(STORE_SCHEMA, 'utf8'), dumpStore());
  assert.equal(readFileSync(CLOUD_SCHEMA, 'utf8'), await dumpCloud((text) => cloud.query(text)));
});

test('schema.sql has the function that the description of a row makes', () => {
  const body = ingestFunction().split('$$')[1]!;
  assert.ok(readFileSync(CLOUD_SCHEMA, 'utf8').includes(`$function$${body}$function$`));
});

test('visits has every column of the description, with its type', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const there = database
    .prepare('select name, type, "notnull" as strict from pragma_table_info(\'visits\')')
    .all();
  const of = (name: string) => there.find((column) => column.name === name);
  for (const [name, column] of Object.entries(COLUMNS)) {
    const found = of(name);
    assert.deepEqual(
      [String(found?.type).toLowerCase(), found?.strict],
      [sqliteType(column.postgres), optional(column) ? 0 : 1],
      `visits.${name}`,
    );
  }
  database.close();
});

test('history has the columns of the description, with their types, and when they came', async () => {
  const there = await cloud.query<{ name: string; type: string; strict: boolean }>(
    `select attname as name, replace(format_type(atttypid, null), 'timestamp with time zone', 'timestamptz') as type,
       attnotnull as strict
     from pg_attribute where attrelid = 'history'::regclass and attnum > 0`,
  );
  const wanted = Object.entries(COLUMNS).map(([name, column]) => ({
    name,
    type: column.postgres,
    strict: !optional(column),
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  assert.deepEqual(
    there.sort(byName),
    [...wanted, { name: 'received_at', type: 'timestamptz', strict: true }].sort(byName),
  );
});

test('a new column is a migration for each database, after which the cloud takes it; a kiosk without it sends on', async () => {
  const later: Readonly<Record<string, Column>> = {
    ...COLUMNS,
    glasses: { schema: z.boolean().nullable(), postgres: 'boolean', of: () => null },
    hat: { schema: z.string().nullable(), postgres: 'text', of: () => null },
  };
  const made = newColumns(later, Object.keys(COLUMNS))!;
  const store = new DatabaseSync(':memory:');
  migrate(store);
  store.exec(made.store);
  assert.equal(
    made.store,
    'alter table visits add column glasses integer;\nalter table visits add column hat text;\n',
  );
  store.close();
  await cloud.kiosk('door-7');
  await cloud.admin.exec('begin');
  await cloud.admin.exec(`${made.cloud}${ingestFunction(later)}`);
  const [known, unknown] = [row('2026-11-25T08:05:00.000Z'), row('2026-11-25T08:06:00.000Z')];
  const send = (columns: string[]) => cloud.query("select kf99_ingest('door-7', $1)", [columns]);
  await send([...toColumns([known]), 'glasses', '{1}', 'hat', '{"a \\"red\\" one"}']);
  await send(toColumns([unknown]));
  const found = await cloud.query('select id, glasses, hat from history order by id');
  assert.deepEqual(found, [
    { id: known.id, glasses: true, hat: 'a "red" one' },
    { id: unknown.id, glasses: null, hat: null },
  ]);
  await cloud.admin.exec('rollback');
});

test('no migration where nothing is new, nor for a column that every row must have', () => {
  assert.equal(newColumns(COLUMNS, Object.keys(COLUMNS)), null);
  const strict = { schema: z.string(), postgres: 'text', of: () => '' } as const;
  assert.throws(
    () => newColumns({ ...COLUMNS, hat: strict }, Object.keys(COLUMNS)),
    /no hat: make it .nullable/,
  );
});
