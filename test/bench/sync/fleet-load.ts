import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { Bouncer, noBouncer } from '../../edge-server/sync/bouncer.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import type { Figure } from '../figures.ts';
import { madeBatch } from './made-batch.ts';

const VISITS_A_SECOND = 2;
const SERVER_CONNECTIONS = 20;
/** As the worker: how often it looks for rows, and how often it reports. */
const POLL_MS = 300;
const REPORT_MS = 30_000;
const RUN_MS = 40_000;
const SETTLE_MS = 10_000;
const LAG_BUDGET_MS = 5000;

interface Run {
  kiosks: number;
  sent: number;
  errors: string[];
  p50: number;
  p99: number;
  /** Visits that had not arrived at the end. */
  left: number;
  cpu: Record<string, number>;
}

/**
 * Kiosks with two visits a second each, by the worker's own client, through PgBouncer with 20 server connections: as
 * many as asked for, or half as many until the machine carries them. Kiosks, PgBouncer and Postgres share its cores.
 */
export async function fleetLoad(kiosks: number): Promise<Record<string, Figure>> {
  const why = noBouncer();
  if (why !== null) throw new Error(why);
  const postgres = await RealPostgres.start({ fsync: true });
  const bouncer = await Bouncer.start(postgres.url, SERVER_CONNECTIONS);
  try {
    await postgres.prepare('kiosk-0', 'token-0');
    await postgres.with((sql) =>
      sql.unsafe(
        `insert into kiosks (kiosk_id, token_hash) select 'kiosk-' || n, sha256(convert_to('token-' || n, 'UTF8'))
         from generate_series(1, ${kiosks}) n`,
      ),
    );
    const postmaster = await postgres.with(async (sql) => {
      const [row] = await sql`select current_setting('data_directory') as folder`;
      return Number.parseInt(readFileSync(`${row!.folder}/postmaster.pid`, 'utf8'), 10);
    });
    for (let n = kiosks; ; n = Math.floor(n / 2)) {
      const run = await drive(bouncer.url, n, postmaster);
      print(run);
      const carried = run.errors.length === 0 && run.p99 < LAG_BUDGET_MS && run.left === 0;
      if (!carried && n > 10) continue;
      const [found] = await postgres.with(
        (sql) =>
          sql`select count(*)::int as rows, (select sum(pass)::int from history_quarters) as counted from history`,
      );
      console.log(`${found!.rows} rows in the cloud, ${found!.counted} in its roll-ups so far`);
      return {
        'kiosks carried': { value: n, budget: ['>=', 1] },
        'errors of them': { value: run.errors.length, budget: ['<=', 0] },
        'lag p99 of them, ms': { value: run.p99, budget: ['<=', LAG_BUDGET_MS] },
      };
    }
  } finally {
    await bouncer.stop();
    await postgres.dispose();
  }
}

async function drive(url: string, count: number, postmaster: number): Promise<Run> {
  const lags: number[] = [];
  const errors: string[] = [];
  const stop = new AbortController();
  const before = cpuTimes(postmaster);
  const began = performance.now();
  const all = Array.from({ length: count }, (_, i) => kiosk(url, i + 1, count, lags, errors, stop.signal));
  await sleep(RUN_MS);
  stop.abort();
  const left = (await Promise.all(all)).reduce((sum, n) => sum + n, 0);
  const seconds = (performance.now() - began) / 1000;
  const after = cpuTimes(postmaster);
  const cpu = Object.fromEntries(
    Object.keys(after).map((name) => [name, (after[name]! - (before[name] ?? 0)) / seconds]),
  );
  lags.sort((a, b) => a - b);
  const at = (q: number) =>
    lags[Math.min(lags.length - 1, Math.floor(q * lags.length))] ?? Number.POSITIVE_INFINITY;
  return { kiosks: count, sent: lags.length, errors, p50: at(0.5), p99: at(0.99), left, cpu };
}

/** One kiosk until the signal, then until its rows are gone, at most for the settling time. @returns rows left */
async function kiosk(
  url: string,
  n: number,
  of: number,
  lags: number[],
  errors: string[],
  stop: AbortSignal,
): Promise<number> {
  const cloud = new CloudClient({ url }, `token-${n}`);
  // Kiosks do not act in step.
  await sleep((n / of) * 3000);
  let next = performance.now();
  let reported = performance.now() - Math.random() * REPORT_MS;
  let waiting: number[] = [];
  let end = Number.POSITIVE_INFINITY;
  try {
    while (performance.now() < end) {
      const now = performance.now();
      if (stop.aborted && end === Number.POSITIVE_INFINITY) end = now + SETTLE_MS;
      while (!stop.aborted && next <= now) {
        waiting.push(next);
        next += (-Math.log(1 - Math.random()) * 1000) / VISITS_A_SECOND;
      }
      try {
        if (now - reported > REPORT_MS) {
          reported = now;
          await cloud.report(REPORT);
        }
        if (waiting.length > 0) {
          const sending = waiting;
          await cloud.ingest(madeBatch(sending.length));
          waiting = waiting.slice(sending.length);
          const arrived = performance.now();
          for (const at of sending) lags.push(arrived - at);
        } else if (stop.aborted) break;
      } catch (error) {
        errors.push((error as Error).message);
        await sleep(1000);
      }
      await sleep(POLL_MS);
    }
    return waiting.length;
  } finally {
    await cloud.close();
  }
}

const REPORT = {
  heartbeat: {
    at: new Date().toISOString(),
    version: 'bench',
    model: 'mask-2',
    state: 'ok',
    outbox: 0,
    lag_s: 0,
    clock: 'synchronised',
    started_at: new Date().toISOString(),
    disk_free: 1e10,
    temperature_c: 50,
  },
  alarms: [],
};

/** CPU seconds so far of those who take part: PgBouncer is our child, Postgres has backends below its own process. */
function cpuTimes(postmaster: number): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const times = { kiosks: (user + system) / 1e6, postgres: 0, pgbouncer: 0 };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
      continue; // It has just ended.
    }
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, seconds] = [Number(fields[1]), (Number(fields[11]) + Number(fields[12])) / 100];
    if (parent === postmaster || Number(pid) === postmaster) times.postgres += seconds;
    else if (parent === process.pid && stat.includes('(pgbouncer)')) times.pgbouncer += seconds;
  }
  return times;
}

function print({ kiosks, sent, errors, p50, p99, left, cpu }: Run): void {
  const rate = (sent / (RUN_MS / 1000)).toFixed(0);
  const cores = Object.entries(cpu).map(([name, used]) => `${name} ${used.toFixed(2)}`);
  console.log(
    `${kiosks} kiosks: ${rate} visits/s, lag p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${left} left, ` +
      `${errors.length} errors${errors[0] ? ` (${errors[0]})` : ''}; cores: ${cores.join(', ')}; ` +
      `load ${loadavg()[0]!.toFixed(1)}`,
  );
}
