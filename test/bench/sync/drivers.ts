/**
 * `drivers.ts [ROWS] [ROUNDS]`: the worker's batches by `pg` and by `postgres`, in turn, near and with 50 ms of round
 * trip, and through PgBouncer where it is installed. docs/dependencies.md has what it said.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import postgres from 'postgres';
import { type Batch, readBatch } from '../../../edge-server/sync/batch.ts';
import { textArray } from '../../../edge-server/sync/text-array.ts';
import { TcpProxy } from '../../edge-server/doubles/tcp-proxy.ts';
import { Bouncer, noBouncer } from '../../edge-server/sync/bouncer.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import { fillBacklog } from './backlog.ts';

const TOKEN = 'a token of the bench';
const STATEMENT = 'select * from kf99_ingest($1, $2)';
const [rows, rounds] = [Number(process.argv[2] ?? 24_000), Number(process.argv[3] ?? 5)];

interface Driver {
  send(columns: Buffer): Promise<unknown>;
  end(): Promise<void>;
}
type Connect = (url: string) => Promise<Driver>;

const byPg =
  (pipeline: boolean): Connect =>
  async (url) => {
    const client = new pg.Client({ connectionString: url, pipeline } as pg.ClientConfig);
    await client.connect();
    return { send: (columns) => client.query(STATEMENT, [TOKEN, columns]), end: () => client.end() };
  };

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** What a batch has as the literal of a `text[]`: without asking for types first, `postgres` sends texts. */
function literal(columns: Buffer): string {
  const texts: string[] = [];
  for (let at = 20; at < columns.length; ) {
    const end = at + 4 + columns.readInt32BE(at);
    texts.push(columns.toString('utf8', at + 4, end));
    at = end;
  }
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

const byPostgres =
  (inText: boolean): Connect =>
  async (url) => {
    const sql = postgres(url, { max: 1, fetch_types: false, prepare: false, onnotice: () => undefined });
    const send = (columns: Buffer) =>
      inText
        ? sql.unsafe(`select * from kf99_ingest(${quoted(TOKEN)}, ${quoted(literal(columns))})`)
        : sql.unsafe('select * from kf99_ingest($1, $2::text::text[])', [TOKEN, literal(columns)]);
    return { send: async (columns) => await send(columns), end: () => sql.end({ timeout: 2 }) };
  };

/** Each with the batches that are under way at once. */
const WAYS: Record<string, [underWay: number, connect: Connect]> = {
  'pg, 1 under way': [1, byPg(false)],
  'pg pipelined, 2': [2, byPg(true)],
  'postgres unnamed, 1': [1, byPostgres(false)],
  'postgres unnamed, 2': [2, byPostgres(false)],
  'postgres unnamed, 4': [4, byPostgres(false)],
  'postgres, rows in the statement, 1': [1, byPostgres(true)],
  'postgres, rows in the statement, 2': [2, byPostgres(true)],
};

async function rate(server: RealPostgres, batches: Batch[], url: string, way: string): Promise<number> {
  const [underWay, connect] = WAYS[way]!;
  await server.with((sql) => sql.unsafe('truncate history; checkpoint'));
  const driver = await connect(url);
  try {
    await driver.send(textArray([]));
    const start = performance.now();
    const left = [...batches];
    const lane = async () => {
      for (let batch = left.shift(); batch; batch = left.shift()) await driver.send(batch.columns);
    };
    await Promise.all(Array.from({ length: underWay }, lane));
    const rate = (rows * 1000) / (performance.now() - start);
    const [counted] = await server.with((sql) => sql`select count(*)::int as n from history`);
    if (counted?.n !== rows) throw new Error(`${way}: ${counted?.n} rows arrived`);
    return rate;
  } finally {
    await driver.end();
  }
}

function backlog(): Batch[] {
  const data = mkdtempSync(join(tmpdir(), 'kf99-drivers-'));
  try {
    fillBacklog(data, 'bench', rows, 30);
    using database = new DatabaseSync(join(data, 'kf99.sqlite'), { readOnly: true });
    const read = readBatch(database);
    const batches: Batch[] = [];
    for (let batch = read({}); batch; batch = read({ after: batch.last })) batches.push(batch);
    return batches;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const batches = backlog();
const server = await RealPostgres.start();
const bouncer = noBouncer() === null ? await Bouncer.start(server.url, 2) : null;
try {
  await server.prepare('bench', TOKEN);
  for (const target of [server.url, ...(bouncer ? [bouncer.url] : [])]) {
    for (const delayMs of [0, 25]) {
      const url = new URL(target);
      const proxy = new TcpProxy({ port: Number(url.port) }, delayMs);
      url.port = String(await proxy.start());
      const rates = new Map<string, number[]>(Object.keys(WAYS).map((way) => [way, []]));
      for (let round = 0; round < rounds; round++) {
        for (const [way, of] of rates) of.push(await rate(server, batches, url.href, way));
      }
      await proxy.stop();
      console.log(
        `${target === server.url ? 'direct' : 'through PgBouncer'}, ${2 * delayMs} ms of round trip`,
      );
      for (const [way, of] of rates) {
        console.log(`  ${way}: ${of.sort((a, b) => a - b)[rounds >> 1]!.toFixed(0)} rows/s`);
      }
    }
  }
} finally {
  await bouncer?.stop();
  await server.dispose();
}
