import type { DatabaseSync } from 'node:sqlite';

/** One value of the store's `meta` table, or null. */
export function readMeta(database: DatabaseSync, key: string): string | null {
  const row = database.prepare('select value from meta where key = ?').get(key);
  return (row as { value: string } | undefined)?.value ?? null;
}

export function writeMeta(database: DatabaseSync, key: string, value: string): void {
  database
    .prepare(
      'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    )
    .run(key, value);
}
