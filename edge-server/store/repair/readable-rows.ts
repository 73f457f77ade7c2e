import type { DatabaseSync } from 'node:sqlite';
import { isDamage } from './damage.ts';

export type Row = Record<string, string | number | bigint | Uint8Array | null>;

/**
 * The rows of a table that can be read although some of its pages are damaged: from its start up to the first
 * damaged page, then from its end down to the last one.
 *
 * @param key `rowid`, or the primary key of a table without one; its order is that of the pages
 * @param each called with each row
 * @returns whether every row could be read
 */
export function readableRows(
  database: DatabaseSync,
  table: string,
  key: string,
  columns: readonly string[],
  each: (row: Row) => void,
): boolean {
  const list = [`${key} as salvage_key`, ...columns].join(', ');
  let last: Row[string] | undefined;
  const walk = (order: 'asc' | 'desc', bound: string): boolean => {
    try {
      const statement = database.prepare(`select ${list} from ${table} ${bound} order by ${key} ${order}`);
      const values = last === undefined ? [] : [last];
      for (const { salvage_key, ...row } of statement.iterate(...values) as Iterable<Row>) {
        if (order === 'asc') last = salvage_key;
        each(row);
      }
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    }
  };
  if (walk('asc', '')) return true;
  walk('desc', last === undefined ? '' : `where ${key} > ?`);
  return false;
}
