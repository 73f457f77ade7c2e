import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { RealPostgres } from '../../edge-server/sync/postgres.ts';

/**
 * Rows a second of a plain COPY of what is in `history` into the same table, emptied: the yardstick of the worker.
 * The text is in memory before the clock starts.
 */
export function copyRate(postgres: RealPostgres, rows: number): Promise<number> {
  return postgres.with(async (sql) => {
    const text: Buffer[] = [];
    const out = await sql`copy (select * from history) to stdout`.readable();
    out.on('data', (chunk: Buffer) => text.push(chunk));
    await once(out, 'end');
    await sql.unsafe('truncate history; checkpoint');
    const start = performance.now();
    await pipeline(text, await sql`copy history from stdin`.writable());
    const seconds = (performance.now() - start) / 1000;
    const [count] = await sql`select count(*)::int as n from history`;
    if (count?.n !== rows) throw new Error(`COPY brought ${count?.n} of ${rows} rows`);
    return rows / seconds;
  });
}
