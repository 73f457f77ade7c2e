import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { RealPostgres } from '../../edge-server/sync/postgres.ts';
import { cpuSeconds } from '../edge-host.ts';

/**
 * Rows a second of a plain COPY of what is in `history` into the same table, emptied, and the CPU µs a row of its
 * backend: the yardstick of the worker.
 * The text is in memory before the clock starts.
 */
export function copyRate(
  postgres: RealPostgres,
  rows: number,
): Promise<{ rowsPerSecond: number; backendUs: number }> {
  return postgres.with(async (sql) => {
    const text: Buffer[] = [];
    const out = await sql`copy (select * from history) to stdout`.readable();
    out.on('data', (chunk: Buffer) => text.push(chunk));
    await once(out, 'end');
    await sql.unsafe('truncate history; checkpoint');
    const [own] = await sql`select pg_backend_pid() as pid`;
    const cpu = cpuSeconds(Number(own?.pid));
    const start = performance.now();
    await pipeline(text, await sql`copy history from stdin`.writable());
    const seconds = (performance.now() - start) / 1000;
    const backendUs = ((cpuSeconds(Number(own?.pid)) - cpu) * 1e6) / rows;
    const [count] = await sql`select count(*)::int as n from history`;
    if (count?.n !== rows) throw new Error(`COPY brought ${count?.n} of ${rows} rows`);
    return { rowsPerSecond: rows / seconds, backendUs };
  });
}
