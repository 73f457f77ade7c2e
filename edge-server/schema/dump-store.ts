import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../store/db/migrate.ts';

/** What the migrations make of an empty store, as SQLite keeps it in `sqlite_schema`: the text of `store/db/schema.sql`. */
export function dumpStore(): string {
  const database = new DatabaseSync(':memory:');
  try {
    migrate(database);
    const objects = database
      .prepare(
        `select sql from sqlite_schema where sql is not null and name not like 'sqlite\\_%' escape '\\'
         order by tbl_name, type = 'table' desc, type = 'view' desc, name`,
      )
      .all();
    return `${objects.map(({ sql }) => `${sql};`).join('\n\n')}\n`;
  } finally {
    database.close();
  }
}
