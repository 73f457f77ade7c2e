/**
 * `npm run migration -- NAME`: after a column was added to contract/history.ts, writes the migration of the store and
 * that of the cloud, each with its next number, and both schema.sql anew.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrationNames } from '../common/migrations.ts';
import { VISIT_COLUMNS } from '../contract/index.ts';
import { migrate } from '../store/db/migrate.ts';
import { newColumns } from './new-columns.ts';
import { writeSchemas } from './write.ts';

const FOLDERS = {
  store: new URL('../store/db/migrations/', import.meta.url),
  cloud: new URL('../cloud/migrations/', import.meta.url),
} as const;

const [name = ''] = process.argv.slice(2);
try {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error('give it a name of letters, digits and _: NAME');
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const there = database.prepare("select name from pragma_table_info('visits')").all();
  const made = newColumns(
    VISIT_COLUMNS,
    there.map((column) => String(column.name)),
  );
  if (made === null) throw new Error('every column of edge-server/contract/history.ts is there already');
  for (const where of ['store', 'cloud'] as const) {
    const number = migrationNames(readdirSync(FOLDERS[where])).length + 1;
    const file = new URL(`${String(number).padStart(3, '0')}_${name}.sql`, FOLDERS[where]);
    writeFileSync(file, made[where]);
    console.log(file.pathname);
  }
  await writeSchemas();
} catch (error) {
  console.error(`migration: ${(error as Error).message}`);
  process.exitCode = 2;
}
