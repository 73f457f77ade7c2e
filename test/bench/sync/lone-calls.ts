/**
 * `lone-calls.ts CHECKOUT URL CALLS`: visits that come one by one, then a third as many reports of how the kiosk is, by
 * the client and into the schema of a checkout of this repository, today's or an older one; prints the CPU µs of
 * Postgres a visit and a report, as JSON. lone.ts starts it.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import { cpuSeconds } from '../edge-host.ts';

const KIOSK = 'bench-kiosk';
const TOKEN = 'a token of the bench';
/** Calls before the clock starts: plans and caches are made by then. */
const WARM = 200;
/** What a kiosk without an open alarm tells each half minute. */
const REPORT = {
  heartbeat: {
    ...{
      at: '2026-11-29T10:00:00.000Z',
      version: '0.1.0',
      model: 'mask-916a7cc6',
      state: 'idle',
      outbox: 0,
      lag_s: 0,
    },
    ...{ clock: 'synchronised', started_at: '2026-11-29T06:00:00.000Z', disk_free: 0.6, temperature_c: 51 },
  },
  alarms: [],
};
/** Seconds between two visits of a busy entrance. */
const APART_S = 20;

const [checkout, url, count] = process.argv.slice(2) as [string, string, string];
const calls = Number(count);

/** A module of the checkout, under the first of these names that it has. */
const load = (...names: string[]) =>
  import(
    names.map((name) => join(checkout, name)).find((path) => existsSync(path)) ?? join(checkout, names[0]!)
  );

const { CloudClient } = await load('edge-server/sync/cloud-client.ts');
const { readBatch } = await load('edge-server/sync/batch.ts');
const { fillBacklog } = await load('test/bench/sync/backlog.ts');
const { prepareOwnCloud } = await load('edge-server/cloud/own-cloud.ts', 'edge-server/sync/own-cloud.ts');

const data = mkdtempSync(join(tmpdir(), 'kf99-lone-'));
const sql = postgres(url, { max: 1, onnotice: () => undefined });
const cloud = new CloudClient({ url }, TOKEN);
try {
  await prepareOwnCloud(url, KIOSK, TOKEN);
  fillBacklog(data, KIOSK, WARM + calls, ((WARM + calls) * APART_S) / 86_400);
  using database = new DatabaseSync(join(data, 'kf99.sqlite'), { readOnly: true });
  const read = readBatch(database);
  let cpu = 0;
  let pid = 0;
  const each = (count: number) => ((cpuSeconds(pid) - cpu) * 1e6) / count;
  for (let i = 0, after = 0; i < WARM + calls; i++) {
    if (i === WARM) {
      const [own] = await sql`
        select pid from pg_stat_activity where datname = current_database() and application_name = 'kf99-sync'`;
      pid = Number(own?.pid);
      cpu = cpuSeconds(pid);
    }
    const batch = read({ after, most: 1 });
    after = batch.last;
    await cloud.ingest(batch);
  }
  const visit = each(calls);
  const reports = Math.ceil(calls / 3);
  for (let i = 0; i < WARM + reports; i++) {
    if (i === WARM) cpu = cpuSeconds(pid);
    await cloud.report(REPORT);
    // An older build asks for the fleet's settings by a call of its own.
    await cloud.pull?.();
  }
  console.log(JSON.stringify({ visit, report: each(reports) }));
  const [found] = await sql`select count(*)::int as n from history`;
  if (found?.n !== WARM + calls) throw new Error(`${found?.n} of ${WARM + calls} visits arrived`);
} finally {
  cloud.close();
  await sql.end({ timeout: 2 });
  rmSync(data, { recursive: true, force: true });
}
