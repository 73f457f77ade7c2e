import type { DatabaseSync } from 'node:sqlite';
import { HistoryRow } from '../contract/index.ts';

/** Rows of one call: a quarter of a second of the cloud's time, so that a far network is hidden behind it. */
export const BATCH_ROWS = 4000;
/** Bytes of one call; a row has about 220, so this only holds for rows with long texts. */
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Waiting visits as one text, column by column, each as Postgres' own array literal where it holds no free text.
 * COPY into a staging table with an insert after it was slower; arrays as parameters cost the same, but their types
 * would freeze the columns in a signature, and kiosks of several versions share a cloud.
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

/** As Postgres writes a text[]: the reasons are JSON strings, which it reads as quoted elements. */
const REASONS = `'{' || trim(v.reasons, '[]') || '}'`;
const COLUMNS = Object.keys(HistoryRow.shape).filter((column) => column !== 'kiosk_id');
/** Columns whose values may hold any character; all others go as array literals without quotes. */
const TEXTS = new Set('verdict reasons mask cause correction thermometer model software clock'.split(' '));

function gathered(column: string): string {
  if (TEXTS.has(column)) return `json_group_array(${column})`;
  return `'{' || group_concat(coalesce(${column}, 'NULL')) || '}'`;
}

const SELECT = `
  select count(*) as rows, min(seq) as first, max(seq) as last, json_group_array(id) as ids,
    json_object(${COLUMNS.map((column) => `'${column}', ${gathered(column)}`).join(', ')}) as columns
  from (
    select o.seq, ${COLUMNS.map((column) => (column === 'reasons' ? `${REASONS} as reasons` : `v.${column}`)).join(', ')}
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

/** The same batch row by row, for a cloud that is older than the columns. */
export function toRows({ columns }: Batch): string {
  const arrays = Object.fromEntries(
    Object.entries(JSON.parse(columns) as Record<string, unknown[] | string>).map(([column, values]) => [
      column,
      typeof values === 'string' ? fromLiteral(values) : values,
    ]),
  );
  const rows = arrays.id!.map((_, i) =>
    Object.fromEntries(
      Object.entries(arrays).map(([column, values]) => [column, fromColumn(column, values[i])]),
    ),
  );
  return JSON.stringify(rows);
}

/** The values of an array literal without quotes, numbers as such. */
function fromLiteral(literal: string): unknown[] {
  return literal
    .slice(1, -1)
    .split(',')
    .map((value) => (value === 'NULL' ? null : Number.isNaN(Number(value)) ? value : Number(value)));
}

function fromColumn(column: string, value: unknown): unknown {
  if (value === null) return null;
  switch (column) {
    case 'reasons':
      return JSON.parse(`[${String(value).slice(1, -1)}]`);
    case 'correction':
      return JSON.parse(String(value));
    case 'ispass':
    case 'simulated':
      return value === 1;
    default:
      return value;
  }
}
