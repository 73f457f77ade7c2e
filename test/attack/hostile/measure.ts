/**
 * `npm run attack -- hostile [--minutes 10]`: two kiosks on one Postgres that waits for its disk, one of them hostile
 * (kiosk.ts). The other one has the product's own worker and store, with two visits a second: its lag alone against its
 * lag meanwhile, a minute each in turn, so that what else the machine does meets both; whether its rows are all there; whether every page of the fleet can be read; and how
 * long the one command takes that ends the hostile one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { transaction } from '../../../edge-server/store/db/transaction.ts';
import { insertVisit } from '../../../edge-server/store/sql/insert-visit.ts';
import type { Batch } from '../../../edge-server/sync/batch.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import type { Figure } from '../../bench/figures.ts';
import { row } from '../../edge-server/doubles/history-row.ts';
import { TestSync } from '../../edge-server/sync/test-sync.ts';
import { until } from '../../until.ts';
import { type Access, Chain, FleetPages, fleetPages } from '../chain.ts';

const VISITS_A_SECOND = 2;
/** ms between two looks at all pages. */
const LOOK_MS = 10_000;
/** ms that the last visits get. */
const SETTLE_MS = 60_000;
const MINUTE_MS = 60_000;
const HOSTILE = fileURLToPath(new URL('./kiosk.ts', import.meta.url));
const REVOKE = fileURLToPath(new URL('../../../edge-server/cloud/commands/kiosk.ts', import.meta.url));

/** The cloud as the worker has it; says when ids are there. */
class WatchedClient extends CloudClient {
  arrived: (id: string) => void = () => undefined;

  override async ingest(batch: Batch): Promise<void> {
    await super.ingest(batch);
    for (const id of batch.ids) this.arrived(id);
  }
}

/** The kiosk that means well: its store and its worker, as a site has them. */
class GoodKiosk {
  readonly sent: string[] = [];
  /** ms from a visit to its acknowledgement, of each that has one. */
  readonly lags: number[] = [];
  readonly #data = mkdtempSync(join(tmpdir(), 'kf99-good-'));
  readonly #database = openDatabase(join(this.#data, 'kf99.sqlite'), 'normal');
  readonly #begun = new Map<string, number>();
  readonly #sync: TestSync;

  constructor({ url, token }: Access) {
    const cloud = new WatchedClient({ url }, token);
    cloud.arrived = (id) => {
      const at = this.#begun.get(id);
      if (at !== undefined) this.lags.push(performance.now() - at);
      this.#begun.delete(id);
    };
    this.#sync = new TestSync(join(this.#data, 'kf99.sqlite'), url, token, { cloud });
    this.#sync.start();
  }

  /** Visits for so long. @returns the lags of those, ms, sorted */
  async visitors(ms: number): Promise<number[]> {
    const from = this.lags.length;
    const end = performance.now() + ms;
    while (performance.now() < end) {
      this.#visit();
      await sleep((-Math.log(1 - Math.random()) * 1000) / VISITS_A_SECOND);
    }
    await until(
      () => this.#begun.size === 0,
      () => `${this.#begun.size} visits wait`,
      SETTLE_MS,
    );
    return this.lags.slice(from).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await this.#sync.stop();
    this.#database.close();
    rmSync(this.#data, { recursive: true, force: true });
  }

  #visit(): void {
    const made = row(new Date().toISOString(), { kiosk_id: 'good' });
    const stamp = { quality: made.clock, boot: 'attack', offsetMs: 0 };
    transaction(this.#database, () => {
      for (const { sql, values } of insertVisit({ row: made, bodyHash: made.id, answer: '{}', stamp })) {
        this.#database.prepare(sql).run(...values);
      }
    });
    this.sent.push(made.id);
    this.#begun.set(made.id, performance.now());
  }
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const words = (name: string, lags: readonly number[]) =>
  `${name}: ${lags.length} visits, lag p50 ${at(lags, 0.5).toFixed(0)} ms, p99 ${at(lags, 0.99).toFixed(0)} ms, worst ${at(lags, 1).toFixed(0)} ms`;

interface Found {
  reads: number;
  failed: string[];
  slowestMs: number;
}

/** Reads every page every ten seconds until told to stop. */
async function look(pages: FleetPages, found: Found, stopped: AbortSignal): Promise<void> {
  do {
    for (const path of fleetPages()) {
      const { text, ms } = await pages.read(path);
      found.reads += 1;
      found.slowestMs = Math.max(found.slowestMs, ms);
      if (text === null) found.failed.push(`${path} after ${ms.toFixed(0)} ms`);
    }
    await sleep(LOOK_MS, undefined, { signal: stopped }).catch(() => undefined);
  } while (!stopped.aborted);
}

/** The hostile one begins. It knows the other's user, as whoever reads the list of sessions does. */
function attack({ url, token }: Access, other: string): ChildProcess {
  return spawn(process.execPath, [HOSTILE, url, token, other], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** It says what it sent, and ends. */
async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
}

/** The one command of docs/cloud.md. @returns ms until it had ended */
async function revoke(chain: Chain, id: string): Promise<number> {
  const began = performance.now();
  const command = spawn(process.execPath, [REVOKE, 'revoke', id], {
    env: { DATABASE_URL: chain.owner },
    stdio: 'inherit',
  });
  await once(command, 'exit');
  return performance.now() - began;
}

/** Looks every 20 ms from now on; what it answers with tells when a session of the user was seen last, by the wall clock. */
async function watchSessions(chain: Chain, user: string): Promise<() => Promise<number>> {
  const sql = chain.connect(chain.owner);
  await sql`select 1`;
  let last = 0;
  const stop = new AbortController();
  const watch = (async () => {
    while (!stop.signal.aborted) {
      const there = await sql`select from pg_stat_activity where usename = ${user}`;
      if (there.length > 0) last = Date.now();
      await sleep(20);
    }
  })();
  return async () => {
    stop.abort();
    await watch;
    await sql.end({ timeout: 1 });
    return last;
  };
}

/** @param minutes of hostility; as many alone, in turn with them */
export async function hostile(minutes: number): Promise<Record<string, Figure>> {
  const chain = await Chain.start({ fsync: true });
  const [good, bad] = [await chain.enrol('good'), await chain.enrol('bad')];
  const user = new URL(bad.url).username;
  const pages = await FleetPages.start(chain);
  const kiosk = new GoodKiosk(good);
  let child: ChildProcess | null = null;
  try {
    await kiosk.visitors(5000);
    const [alone, beside]: [number[], number[]] = [[], []];
    const found: Found = { reads: 0, failed: [], slowestMs: 0 };
    for (let minute = 1; ; minute++) {
      const quiet = await kiosk.visitors(MINUTE_MS);
      child = attack(bad, new URL(good.url).username);
      const looked = new AbortController();
      const looking = look(pages, found, looked.signal);
      const loud = await kiosk.visitors(MINUTE_MS);
      looked.abort();
      await looking;
      console.log(words(`minute ${minute}, alone`, quiet));
      console.log(words(`minute ${minute}, beside`, loud));
      alone.push(...quiet);
      beside.push(...loud);
      if (minute >= minutes) break;
      await end(child);
    }
    alone.sort((a, b) => a - b);
    beside.sort((a, b) => a - b);
    console.log(words('alone', alone));
    console.log(words('beside the hostile one', beside));
    console.log(
      `pages: ${found.reads} reads, slowest ${found.slowestMs.toFixed(0)} ms; ${found.failed.slice(0, 5).join('; ')}`,
    );

    const watched = await watchSessions(chain, user);
    const commandMs = await revoke(chain, 'bad');
    await sleep(3000);
    const [revoked] = await chain.owned(
      (sql) => sql`select revoked_at as at from kiosks where kiosk_id = 'bad'`,
    );
    const goneMs = Math.max(0, (await watched()) - (revoked!.at as Date).getTime());
    await end(child);
    console.log(
      `revoked: the command took ${commandMs.toFixed(0)} ms, no session ${goneMs.toFixed(0)} ms after the cloud had it`,
    );

    await kiosk.visitors(5000);
    const size = await chain.owned(
      (sql) => sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
    );
    console.log(`the database has ${String(size[0]!.size)}`);
    const [stored] = await chain.owned(
      (sql) =>
        sql`select count(*)::int as n from history where kiosk_id = 'good' and id = any (${kiosk.sent})`,
    );
    const after = new AbortController();
    after.abort();
    await look(pages, found, after.signal);
    return {
      'lag p99 beside a hostile kiosk, over alone': {
        value: at(beside, 0.99) / at(alone, 0.99),
        budget: ['<=', 1.25],
      },
      'rows of the other kiosk that are missing': {
        value: kiosk.sent.length - Number(stored!.n),
        budget: ['<=', 0],
      },
      'pages that could not be read': { value: found.failed.length, budget: ['<=', 0] },
      'ms from the revocation to the last session’s end': { value: goneMs, budget: ['<=', 1000] },
    };
  } finally {
    child?.kill('SIGKILL');
    await kiosk.stop();
    await pages.stop();
    await chain.stop();
  }
}
