import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../db/migrate.ts';

/**
 * Tables, indexes, views and triggers of a store at the newest schema that its migrations did not make so. A trigger
 * in a store that came from elsewhere is a program: it could make an admin whenever a row is written.
 *
 * @returns their names, sorted; those that are missing, too
 */
export function foreignObjects(database: DatabaseSync): string[] {
  const ours = new DatabaseSync(':memory:');
  try {
    migrate(ours);
    const [theirs, expected] = [objects(database), objects(ours)];
    const names = new Set([...theirs.keys(), ...expected.keys()]);
    return [...names].filter((name) => theirs.get(name) !== expected.get(name)).sort();
  } finally {
    ours.close();
  }
}

/** The text of each object, by its name. */
function objects(database: DatabaseSync): Map<string, string> {
  const rows = database
    .prepare("select name, sql from sqlite_schema where name not like 'sqlite\\_%' escape '\\'")
    .all();
  return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
}
