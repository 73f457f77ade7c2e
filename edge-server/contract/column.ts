import type { z } from 'zod';

/** Types that a column may have in Postgres, and what SQLite keeps: booleans as 0 and 1, instants as ISO text, lists as JSON. */
const SQLITE_TYPES = {
  text: 'text',
  uuid: 'text',
  timestamptz: 'text',
  boolean: 'integer',
  integer: 'integer',
  real: 'real',
  'text[]': 'text',
  jsonb: 'text',
} as const;
export type PostgresType = keyof typeof SQLITE_TYPES;

/** A column of `visits` on a kiosk and of `history` in the cloud. */
export interface Column<Schema extends z.ZodType = z.ZodType, Source = never> {
  schema: Schema;
  postgres: PostgresType;
  /** Where the value comes from. */
  of: (source: Source) => z.infer<Schema>;
}

/** The type of a column in SQLite. */
export function sqliteType(postgres: PostgresType): (typeof SQLITE_TYPES)[PostgresType] {
  return SQLITE_TYPES[postgres];
}

/** Whether SQLite keeps the value as JSON text. */
export function isJson(postgres: PostgresType): boolean {
  return postgres === 'jsonb' || postgres === 'text[]';
}

/** Whether an element of an array literal ('{1,0,NULL}') may hold a character that has a meaning there. */
export function mayNeedQuotes(postgres: PostgresType): boolean {
  return postgres === 'text' || isJson(postgres);
}

/** A value as SQLite keeps it. */
export function toSqlite({ postgres }: Column, value: unknown): string | number | null {
  if (value === null) return null;
  if (isJson(postgres)) return JSON.stringify(value);
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
}

/** A value that SQLite has kept. */
export function fromSqlite({ postgres }: Column, value: unknown): unknown {
  if (value === null) return null;
  if (isJson(postgres)) return JSON.parse(String(value));
  return postgres === 'boolean' ? value === 1 : value;
}
