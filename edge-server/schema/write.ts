/**
 * `npm run schema`: writes what the migrations of store and cloud make, beside them, so that a change of the schema is
 * read in one place; a test says when they are old.
 */
import { writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { migrateCloud } from '../cloud/migrate.ts';
import { dumpCloud, type Query } from './dump-cloud.ts';
import { dumpStore } from './dump-store.ts';

export const STORE_SCHEMA = new URL('../store/db/schema.sql', import.meta.url);
export const CLOUD_SCHEMA = new URL('../cloud/schema.sql', import.meta.url);

export async function writeSchemas(): Promise<void> {
  writeFileSync(STORE_SCHEMA, dumpStore());
  const database = await PGlite.create();
  const query: Query = async (statement) => (await database.query<Record<string, unknown>>(statement)).rows;
  try {
    await migrateCloud({ exec: (script) => database.exec(script), query });
    writeFileSync(CLOUD_SCHEMA, await dumpCloud(query));
  } finally {
    await database.close();
  }
}

if (process.argv[1] === import.meta.filename) await writeSchemas();
