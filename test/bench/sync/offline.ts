import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { pair, ServerProcess } from '../../edge-server/process.ts';
import { Client, percentile } from '../edge-host.ts';
import type { Figure } from '../figures.ts';
import { fillBacklog } from './backlog.ts';

const KIOSK = 'bench-kiosk';
/** 30 days at 2,000 visits a day. */
const DAYS = 30;
const VISITS = 60_000;
/** Visits a second, and for how long, of each measurement; the stores take turns. */
const RATE = 20;
const SECONDS = 10;
const ROUNDS = 5;
/** Nothing stored; as many visits that the cloud has; as many that wait for it. */
const STORES = ['empty', 'sent', 'unsent'] as const;

/**
 * After 30 days without a network: how long the server takes to start (from the process to its address, the check of
 * the store included), and whether a verdict takes longer than beside as many visits that the cloud has: what waits must
 * cost no more than what is kept. The worker runs and finds no cloud all the time.
 */
export async function offline(): Promise<Record<string, Figure>> {
  const times = { empty: [] as number[], sent: [] as number[], unsent: [] as number[] };
  const starts = { empty: 0, sent: 0, unsent: 0 };
  const sites = { empty: new Site(0), sent: new Site(VISITS, true), unsent: new Site(VISITS) };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of STORES) {
        const { ms, startedMs } = await sites[name].measure();
        times[name].push(...ms);
        starts[name] = Math.max(starts[name], startedMs);
      }
    }
  } finally {
    for (const site of Object.values(sites)) site.dispose();
  }
  const p99 = (name: (typeof STORES)[number]) =>
    percentile(
      times[name].sort((a, b) => a - b),
      0.99,
    );
  console.log(
    `${VISITS} visits; slowest start, ms: ${STORES.map((name) => `${name} ${starts[name].toFixed(0)}`).join(', ')}`,
  );
  console.log(`verdict p99, ms: ${STORES.map((name) => `${name} ${p99(name).toFixed(1)}`).join(', ')}`);
  return {
    'start in s with 60,000 unsent visits': { value: starts.unsent / 1000, budget: ['<=', 3] },
    'verdict p99 with 60,000 unsent over as many sent': {
      value: p99('unsent') / p99('sent'),
      budget: ['<=', 1.25],
    },
  };
}

class Site {
  readonly #data = mkdtempSync(join(tmpdir(), 'kf99-offline-'));

  constructor(visits: number, sent = false) {
    if (visits > 0) fillBacklog(this.#data, KIOSK, visits, DAYS);
    if (!sent) return;
    const database = openDatabase(join(this.#data, 'kf99.sqlite'), 'normal');
    database.exec(`delete from outbox; update steps set outcome = 'done' where step = 'synced'`);
    database.close();
  }

  async measure(): Promise<{ ms: number[]; startedMs: number }> {
    const start = performance.now();
    const env = { KF99_DATA: this.#data, KF99_KIOSK_ID: KIOSK };
    // Nothing listens on port 1: the network is away.
    const server = new ServerProcess({ ...env, DATABASE_URL: 'postgres://127.0.0.1:1/away' });
    try {
      const url = await server.ready();
      const startedMs = performance.now() - start;
      const client = new Client(url, await pair(server));
      await client.closedLoop(4, 100);
      const ms = await client.openLoop(RATE, SECONDS);
      client.close();
      return { ms, startedMs };
    } finally {
      server.child.kill('SIGTERM');
      await server.end();
      server.dispose();
    }
  }

  dispose(): void {
    rmSync(this.#data, { recursive: true, force: true });
  }
}
