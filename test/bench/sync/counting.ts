import { loadavg } from 'node:os';
import postgres from 'postgres';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import { percentile } from '../edge-host.ts';
import type { Figure } from '../figures.ts';
import { madeBatch } from './made-batch.ts';

const TOKEN = 'a token of the bench';
const KIOSKS = 100;
const QUARTERS = 7 * 96;
/** Stretches of each kind in turns, and calls in each. */
const ROUNDS = 6;
const CALLS = 250;
/** A counter is ended in its middle after each so many calls. */
const KILL_AFTER = 100;
const KINDS = ['alone', 'counting', 'reading'] as const;

/**
 * A kiosk's call, its own count among it, with nobody beside it; while the sums of the fleet count a week of 100 kiosks
 * over and over, by a counter that is ended now and then; and while a reader keeps a transaction open.
 */
export async function counting(): Promise<Record<string, Figure>> {
  const server = await RealPostgres.start({ fsync: true });
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  const cloud = new CloudClient({ url: server.url }, TOKEN);
  const times = { alone: [] as number[], counting: [] as number[], reading: [] as number[] };
  let counted = 0;
  try {
    await server.prepare('kiosk-1', TOKEN);
    await fill(sql);
    const call = async () => {
      await sql`update kiosk_states set rolled_at = '-infinity' where kiosk_id = 'kiosk-1'`;
      const start = performance.now();
      await cloud.ingest(madeBatch(1));
      return performance.now() - start;
    };
    for (let i = 0; i < CALLS; i++) await call();
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of KINDS) {
        const other = kind === 'alone' ? null : await beside(server.url, kind === 'counting');
        for (let i = 1; i <= CALLS; i++) {
          times[kind].push(await call());
          if (i % KILL_AFTER === 0) await other?.kill();
        }
        counted += (await other?.stop()) ?? 0;
      }
    }
    await countAll(sql);
    const [found] = await sql<{ sums: number; rows: number }[]>`
      select (select sum(pass)::int from fleet_quarters where site = '*') as sums,
        (select sum(pass)::int from history_quarters) as rows`;
    const p = (kind: (typeof KINDS)[number], q: number) =>
      percentile(
        times[kind].sort((a, b) => a - b),
        q,
      );
    for (const kind of KINDS) {
      console.log(
        `a kiosk's call, ${kind}: p50 ${p(kind, 0.5).toFixed(1)} ms, p99 ${p(kind, 0.99).toFixed(1)} ms`,
      );
    }
    console.log(
      `${counted} times ${QUARTERS} quarters of ${KIOSKS} kiosks were counted, load ${loadavg()[0]!.toFixed(1)}`,
    );
    return {
      "p99 of a kiosk's call while the fleet is counted over alone": {
        value: p('counting', 0.99) / p('alone', 0.99),
        budget: ['<=', 1.25],
      },
      'p99 of it beside a reader that keeps a transaction open over alone': {
        value: p('reading', 0.99) / p('alone', 0.99),
        budget: ['<=', 1.25],
      },
      'visits that the sums lack after counters were ended': {
        value: found!.rows - found!.sums,
        budget: ['<=', 0],
      },
    };
  } finally {
    cloud.close();
    await sql.end({ timeout: 2 });
    await server.dispose();
  }
}

/** A week's counts of each kiosk, as its own calls make them. */
async function fill(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    insert into kiosks (kiosk_id, token_hash, site)
    select 'kiosk-' || n, sha256(convert_to('token-' || n, 'UTF8')), 'site-' || n % 10
    from generate_series(2, ${KIOSKS}) n;
    insert into history_quarters
    select 'kiosk-' || n, kf99_quarter(now() - interval '8 days') + q * interval '15 minutes', 30, 4, 1, 1, 35,
      (select jsonb_object_agg(k, v) from (
        select 't:' || 350 + t as k, 2 as v from generate_series(0, 19) t
        union all select 'd:' || d, 3 from generate_series(0, 11) d
        union all values ('m:mask', 30), ('m:no_mask', 5), ('r:no_mask', 5)
      ) f)
    from generate_series(1, ${KIOSKS}) n, generate_series(0, ${QUARTERS - 1}) q;
    analyze`);
}

const TOUCH_ALL = `insert into fleet_touched (kiosk_id, bucket)
  select kiosk_id, bucket from history_quarters where bucket < now() - interval '12 hours'`;

/** Sums of all that is touched, as the fleet's server asks for them, twice a minute in life. */
async function countAll(sql: postgres.Sql, stopped = () => false): Promise<void> {
  while (!stopped()) {
    const [left] = await sql`select 1 from fleet_touched limit 1`;
    if (left === undefined) return;
    await sql`update fleet_state set rolled_at = '-infinity'`;
    await sql`select kf99_tend()`;
  }
}

interface Beside {
  /** Ends its session in the middle of what it does; another goes on. */
  kill(): Promise<void>;
  /** @returns how often it counted everything */
  stop(): Promise<number>;
}

async function beside(url: string, counts: boolean): Promise<Beside> {
  const owner = postgres(url, { max: 1, onnotice: () => undefined });
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'kf99-beside' },
  });
  let done = false;
  let rounds = 0;
  const count = async () => {
    while (!done) {
      try {
        await owner.unsafe(TOUCH_ALL);
        await countAll(sql, () => done);
        rounds += 1;
      } catch (error) {
        // It was ended; postgres connects anew.
        if (!/terminat|CONNECTION/.test(`${(error as { code?: string }).code} ${(error as Error).message}`))
          throw error;
      }
    }
  };
  const read = async () => {
    await sql.unsafe(
      'begin; select count(*) from history; select count(*) from fleet_quarters; select * from kiosk_states',
    );
  };
  const work = counts ? count() : read();
  if (!counts) await work;
  return {
    kill: async () => {
      if (counts) {
        await owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kf99-beside'`;
      }
    },
    stop: async () => {
      done = true;
      await work;
      await sql.end({ timeout: 2 });
      await owner.end({ timeout: 2 });
      return rounds;
    },
  };
}
