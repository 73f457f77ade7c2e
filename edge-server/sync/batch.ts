import type { DatabaseSync } from 'node:sqlite';
import { type Column, mayNeedQuotes, VISIT_COLUMNS } from '../contract/index.ts';
import { textArray } from './text-array.ts';

/** Rows of one call: a quarter of a second of the cloud's time, so that a far network is hidden behind it. */
export const BATCH_ROWS = 4000;
/** Bytes of one call; a row has about 220, so this only holds for rows with long texts. */
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Waiting visits column by column, each as Postgres' own array literal, which its type reads in one go. COPY into a
 * staging table with an insert after it was slower; arrays as parameters of their own would freeze the columns in a
 * signature, and a cloud gets a new column before its kiosks.
 */
export interface Batch {
  /** Smallest and largest `seq` in it. */
  first: number;
  last: number;
  seqs: readonly number[];
  ids: readonly string[];
  /**
   * As `kf99_ingest` takes them: the name of each column of `history` and its array literal, in turn (text-array.ts).
   * A column that is null in all rows is left out: reading 4,000 times NULL is as dear as reading values.
   */
  columns: Buffer;
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

/** A column of all rows, null when no row has a value in it. As a blob it is bytes here and never a string. */
function gathered([name, { schema, postgres }]: [string, Column]): string {
  const element = mayNeedQuotes(postgres)
    ? `'"' || replace(replace(${name}, '\\', '\\\\'), '"', '\\"') || '"'`
    : name;
  const literal = `cast('{' || group_concat(coalesce(${element}, 'NULL')) || '}' as blob)`;
  return schema.safeParse(null).success
    ? `iif(count(${name}) > 0, ${literal}, null) as ${name}`
    : `${literal} as ${name}`;
}

const SELECT = `
  select count(*) as rows, json_group_array(seq) as seqs, ${COLUMNS.map(gathered).join(',\n    ')}
  from (
    select o.seq, ${COLUMNS.map(chosen).join(', ')}
    from outbox o join visits v on v.seq = o.seq
    where o.seq > ? and o.seq <= ? and o.refused is null and (v.clock = 'synchronised' or o.released = 1)
    order by o.seq limit ?
  )`;

/**
 * Reads the oldest waiting visits of a range as the cloud takes them; null when none waits. SQLite makes the texts,
 * so memory holds one batch, however many wait. Visits of a clock that was not set wait until it is, or until they
 * are released (held.ts).
 */
export function readBatch(database: DatabaseSync): (range: Range) => Batch | null {
  const select = database.prepare(SELECT);
  return ({ after = 0, upTo = Number.MAX_SAFE_INTEGER, most = BATCH_ROWS }) => {
    for (let rows = most; ; rows = Math.ceil(rows / 2)) {
      const found = select.get(after, upTo, rows) as { rows: number; seqs: string } & Record<
        string,
        Uint8Array | null
      >;
      if (found.rows === 0) return null;
      const sent = COLUMNS.flatMap(([name]) => (found[name] === null ? [] : [name, found[name]!]));
      const columns = textArray(sent);
      // A single row is sent however long it is: the cloud says what is wrong with it.
      if (columns.byteLength > BATCH_BYTES && found.rows > 1) continue;
      const seqs = JSON.parse(found.seqs) as number[];
      return {
        first: seqs[0]!,
        last: seqs.at(-1)!,
        seqs,
        ids: Buffer.from(found.id!).toString('latin1').slice(1, -1).split(','),
        columns,
      };
    }
  };
}
