import type { DatabaseSync } from 'node:sqlite';
import { type Column, isArrayLiteral, VISIT_COLUMNS } from '../contract/index.ts';

/** Rows of one call: a quarter of a second of the cloud's time, so that a far network is hidden behind it. */
export const BATCH_ROWS = 4000;
/** Bytes of one call; a row has about 220, so this only holds for rows with long texts. */
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Waiting visits as one text, column by column, each as Postgres' own array literal where it holds no free text.
 * COPY into a staging table with an insert after it was slower; arrays as parameters cost the same, but their types
 * would freeze the columns in a signature, and a cloud gets a new column before its kiosks.
 */
export interface Batch {
  /** Smallest and largest `seq` in it. */
  first: number;
  last: number;
  ids: readonly string[];
  /** A JSON object with each column of `history`: a JSON array of texts, or an array literal in a string. */
  columns: string;
}

export interface Range {
  /** Rows with a larger `seq`. */
  after?: number;
  /** Rows up to this `seq`. */
  upTo?: number;
  most?: number;
}

const COLUMNS = Object.entries(VISIT_COLUMNS).filter(([name]) => name !== 'kiosk_id');

/** A column of one row. As Postgres writes a text[]: our lists are JSON strings, which it reads as quoted elements. */
function chosen([name, { postgres }]: [string, Column]): string {
  return postgres === 'text[]' ? `'{' || trim(v.${name}, '[]') || '}' as ${name}` : `v.${name}`;
}

/** A column of all rows. */
function gathered([name, { postgres }]: [string, Column]): string {
  const all = isArrayLiteral(postgres)
    ? `'{' || group_concat(coalesce(${name}, 'NULL')) || '}'`
    : `json_group_array(${name})`;
  return `'${name}', ${all}`;
}

const SELECT = `
  select count(*) as rows, min(seq) as first, max(seq) as last, json_group_array(id) as ids,
    json_object(${COLUMNS.map(gathered).join(', ')}) as columns
  from (
    select o.seq, ${COLUMNS.map(chosen).join(', ')}
    from outbox o join visits v on v.seq = o.seq
    where o.seq > ? and o.seq <= ? and o.refused is null and (v.clock = 'synchronised' or o.released = 1)
    order by o.seq limit ?
  )`;

/**
 * Reads the oldest waiting visits of a range as the cloud takes them; null when none waits. SQLite makes the text,
 * so memory holds one batch, however many wait. Visits of a clock that was not set wait until it is, or until they
 * are released (held.ts).
 */
export function readBatch(database: DatabaseSync): (range: Range) => Batch | null {
  const select = database.prepare(SELECT);
  return ({ after = 0, upTo = Number.MAX_SAFE_INTEGER, most = BATCH_ROWS }) => {
    for (let rows = most; ; rows = Math.ceil(rows / 2)) {
      const found = select.get(after, upTo, rows) as { rows: number } & Record<string, string>;
      if (found.rows === 0) return null;
      // A single row is sent however long it is: the cloud says what is wrong with it.
      if (found.columns!.length > BATCH_BYTES && found.rows > 1) continue;
      return {
        first: Number(found.first),
        last: Number(found.last),
        ids: JSON.parse(found.ids!) as string[],
        columns: found.columns!,
      };
    }
  };
}
