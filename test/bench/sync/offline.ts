import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pair, ServerProcess } from '../../edge-server/process.ts';
import { Client, percentile } from '../edge-host.ts';
import type { Figure } from '../figures.ts';
import { fillBacklog } from './backlog.ts';

const KIOSK = 'bench-kiosk';
/** 30 days at 2,000 visits a day. */
const DAYS = 30;
const VISITS = 60_000;
/** Visits a second, and for how long, of each measurement; the two stores take turns. */
const RATE = 20;
const SECONDS = 10;
const ROUNDS = 3;

/**
 * After 30 days without a network: how long the server takes to start (from the process to its address, the check of
 * the store included), and whether a verdict takes longer than with an empty store. The worker runs and finds no
 * cloud all the time.
 */
export async function offline(): Promise<Record<string, Figure>> {
  const times: Record<'empty' | 'full', number[]> = { empty: [], full: [] };
  const starts = { empty: 0, full: 0 };
  const sites = { empty: new Site(0), full: new Site(VISITS) };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['empty', 'full'] as const) {
        const { ms, startedMs } = await sites[name].measure();
        times[name].push(...ms);
        starts[name] = Math.max(starts[name], startedMs);
      }
    }
  } finally {
    for (const site of Object.values(sites)) site.dispose();
  }
  const p99 = (name: 'empty' | 'full') =>
    percentile(
      times[name].sort((a, b) => a - b),
      0.99,
    );
  const [empty, full] = [p99('empty'), p99('full')];
  console.log(
    `slowest start: ${starts.empty.toFixed(0)} ms with an empty store, ${starts.full.toFixed(0)} ms full`,
  );
  console.log(
    `verdict p99: ${empty.toFixed(1)} ms with an empty store, ${full.toFixed(1)} ms with ${VISITS}`,
  );
  return {
    'start in s with 60,000 unsent visits': { value: starts.full / 1000, budget: ['<=', 3] },
    'verdict p99 with 60,000 unsent over an empty store': { value: full / empty, budget: ['<=', 1.25] },
  };
}

class Site {
  readonly #data = mkdtempSync(join(tmpdir(), 'kf99-offline-'));

  constructor(visits: number) {
    if (visits > 0) fillBacklog(this.#data, KIOSK, visits, DAYS);
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
