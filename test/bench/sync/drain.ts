import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { WORKER_FLAGS } from '../../../edge-server/process/memory.ts';
import { TcpProxy } from '../../edge-server/doubles/tcp-proxy.ts';
import { ServerProcess } from '../../edge-server/process.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import { cpuSeconds } from '../edge-host.ts';
import type { Figure } from '../figures.ts';
import { fillBacklog } from './backlog.ts';
import { copyRate } from './copy.ts';

const KIOSK = 'bench-kiosk';
const TOKEN = 'a token of the bench';
/** ms one way: 50 ms added to a round trip. */
const FAR_MS = 25;
const LIMIT_MS = 10 * 60_000;

interface Drained {
  rowsPerSecond: number;
  /** Most memory that the worker had at any time, MB. */
  peakMb: number;
  /** CPU µs a row, of the worker and of its connection's backend: what other load on the machine does not change. */
  workerUs: number;
  backendUs: number;
}

/**
 * The worker's rate over that of a plain COPY of the same rows into the same table in the same run, near and with
 * 50 ms added round trip, and its memory.
 */
export async function drain(visits: number): Promise<Record<string, Figure>> {
  const postgres = await RealPostgres.start({ fsync: true });
  try {
    await postgres.prepare(KIOSK, TOKEN);
    const near = await run(postgres, visits, 0);
    const copy = await copyRate(postgres, visits);
    const far = await run(postgres, visits, FAR_MS);
    const rate = (value: number) => `${value.toFixed(0)} rows/s`;
    console.log(
      `${visits} visits: COPY ${rate(copy.rowsPerSecond)}, worker ${rate(near.rowsPerSecond)}, with 50 ms ${rate(far.rowsPerSecond)}`,
    );
    console.log(
      `CPU a row: worker ${near.workerUs.toFixed(1)} µs, its backend ${near.backendUs.toFixed(1)}, of COPY ${copy.backendUs.toFixed(1)}`,
    );
    return {
      'drain over COPY': { value: near.rowsPerSecond / copy.rowsPerSecond, budget: ['>=', 0.65] },
      'drain with 50 ms round trip over COPY': {
        value: far.rowsPerSecond / copy.rowsPerSecond,
        budget: ['>=', 0.5],
      },
      'worker MB at its peak': { value: Math.max(near.peakMb, far.peakMb), budget: ['<=', 150] },
    };
  } finally {
    await postgres.dispose();
  }
}

/** Drains a fresh backlog into the emptied table by a worker of its own. */
async function run(postgres: RealPostgres, visits: number, delayMs: number): Promise<Drained> {
  const data = mkdtempSync(join(tmpdir(), 'kf99-drain-'));
  const proxy = new TcpProxy({ port: Number(new URL(postgres.url).port) }, delayMs);
  let worker: ServerProcess | null = null;
  try {
    fillBacklog(data, KIOSK, visits, 30);
    const tokenFile = join(data, 'token');
    writeFileSync(tokenFile, TOKEN);
    await postgres.with((sql) => sql.unsafe('truncate history; checkpoint'));
    const url = new URL(postgres.url);
    if (delayMs > 0) url.port = String(await proxy.start());
    const flags = { NODE_OPTIONS: WORKER_FLAGS.join(' ') };
    const env = { ...flags, KF99_DATA: data, KF99_KIOSK_ID: KIOSK, DATABASE_URL: url.href };
    worker = new ServerProcess({ ...env, KF99_KIOSK_TOKEN_FILE: tokenFile }, ['--role', 'sync']);
    return await watch(worker, join(data, 'kf99.sqlite'), visits, postgres);
  } finally {
    worker?.child.kill('SIGTERM');
    await worker?.end();
    worker?.dispose();
    if (delayMs > 0) await proxy.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** From the first acknowledged batch to the last: the start of Node is not part of the rate. */
async function watch(
  worker: ServerProcess,
  path: string,
  visits: number,
  postgres: RealPostgres,
): Promise<Drained> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    const sent = database.prepare('select sent from sync_state');
    const end = performance.now() + LIMIT_MS;
    let cpu = 0;
    let first: { rows: number; at: number } | null = null;
    for (;;) {
      const rows = Number(sent.get()?.sent);
      const now = performance.now();
      if (first === null && rows > 0) {
        first = { rows, at: now };
        cpu = cpuSeconds(worker.child.pid!);
      }
      if (first !== null && rows >= visits) {
        const rowsPerSecond = ((rows - first.rows) * 1000) / (now - first.at);
        const workerUs = ((cpuSeconds(worker.child.pid!) - cpu) * 1e6) / (rows - first.rows);
        const backendUs = (cpuSeconds(await backendOf(postgres)) * 1e6) / visits;
        return { rowsPerSecond, peakMb: peakMb(worker.child.pid!), workerUs, backendUs };
      }
      if (now > end) throw new Error(`${rows} of ${visits} rows after ${LIMIT_MS / 60_000} minutes`);
      if (worker.child.exitCode !== null) throw new Error(`the worker ended: ${worker.stderr}`);
      await sleep(20);
    }
  } finally {
    database.close();
  }
}

/** The process of Postgres that serves the worker. */
function backendOf(postgres: RealPostgres): Promise<number> {
  return postgres.with(async (sql) => {
    const [row] = await sql`select pid from pg_stat_activity where application_name = 'kf99-sync'`;
    return Number(row?.pid);
  });
}

/** Most resident memory that the process ever had. */
function peakMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
