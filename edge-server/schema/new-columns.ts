import { type Column, sqliteType } from '../contract/index.ts';

/** The migrations that bring columns to both databases. */
export interface Migrations {
  store: string;
  cloud: string;
}

/**
 * Columns of the description that a table lacks, as one migration for each database; null when it lacks none.
 *
 * @param there names of the columns that it has
 * @throws {Error} when a new column is not nullable: the rows that are there have no value
 */
export function newColumns(
  columns: Readonly<Record<string, Column>>,
  there: readonly string[],
): Migrations | null {
  const missing = Object.entries(columns).filter(([name]) => !there.includes(name));
  if (missing.length === 0) return null;
  const strict = missing.find(([, { schema }]) => !schema.safeParse(null).success);
  if (strict) throw new Error(`the rows that are there have no ${strict[0]}: make it .nullable()`);
  const add = (table: string, type: (column: Column) => string) =>
    missing.map(([name, column]) => `alter table ${table} add column ${name} ${type(column)};\n`).join('');
  return {
    store: add('visits', (column) => sqliteType(column.postgres)),
    cloud: add('history', ({ postgres }) => postgres),
  };
}
