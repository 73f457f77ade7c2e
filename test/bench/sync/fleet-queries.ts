import { statfsSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import postgres from 'postgres';
import { createLog } from '../../../edge-server/common/log.ts';
import { CloudReader } from '../../../edge-server/fleet/reader/cloud-reader.ts';
import { listAlarms } from '../../../edge-server/fleet/sql/alarms.ts';
import { listKiosks } from '../../../edge-server/fleet/sql/kiosks.ts';
import { readOverview } from '../../../edge-server/fleet/sql/overview.ts';
import { listTotals, rollups } from '../../../edge-server/fleet/sql/rollups.ts';
import { listVisits } from '../../../edge-server/fleet/sql/visits.ts';
import { statistics } from '../../../edge-server/statistics/statistics.ts';
import { summarise } from '../../../edge-server/statistics/today.ts';
import { median } from '../../../models/pipeline/median.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import type { Figure } from '../figures.ts';
import { days, fillHistory } from './fill-history.ts';
import { fleetPage } from './fleet-page.ts';

/** Bytes of disk a row of history takes with its indexes and roll-ups, and twice that for the log. */
const BYTES_A_ROW = 1500;
const KIOSKS = 100;
const ROUNDS = 7;
const ZONE = 'Asia/Seoul';

/**
 * What the pages of the fleet ask, over a year of a chain: each the median of some rounds.
 *
 * @param on a Postgres that was filled before; else one is started and filled
 */
export async function fleetQueries(rows: number, on?: string): Promise<Record<string, Figure>> {
  const own = on === undefined ? await start(rows) : null;
  const url = on ?? own!.url;
  const reader = new CloudReader(url, createLog('bench', 'silent'));
  try {
    const began = performance.now();
    const { from, to } = await withSql(url, async (sql) =>
      own ? await fillHistory(sql, rows, KIOSKS) : days(),
    );
    const [held] = await reader.ask<{ rows: string; mb: number; log: number }>(
      `select count(*)::text as rows, (select pg_database_size(current_database()) / 1048576)::int as mb from history`,
      [],
    );
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${held!.rows} rows of ${KIOSKS} kiosks, ${held!.mb} MB, filled and counted in ${seconds} s`);

    const { ask } = reader;
    const date = (at: Date) => at.toISOString().slice(0, 10);
    const year = { from: date(from), to: date(to), bucket: 'day', compare: '0' } as const;
    const month = { ...year, from: date(new Date(to.getTime() - 29 * 86_400_000)), bucket: 'hour' } as const;
    const edges = { start: from.getTime() / 1000 + 900, end: to.getTime() / 1000 - 900 };
    const visits = (options: object) => listVisits(ask, { limit: 50, ...options });
    const deep = await visits({ to: new Date(to.getTime() - 180 * 86_400_000).toISOString() });
    const questions: Record<string, () => Promise<unknown>> = {
      'statistics: a year of all by day': () => statistics(rollups(ask, { site: '*' }), year, ZONE),
      'statistics: a year of a site by day': () => statistics(rollups(ask, { site: 'site-3' }), year, ZONE),
      'statistics: a year of a kiosk by day': () =>
        statistics(rollups(ask, { kiosk: 'kiosk-7' }), year, ZONE),
      'statistics: a month of all by hour': () => statistics(rollups(ask, { site: '*' }), month, ZONE),
      'statistics: a month of all, compared': () =>
        statistics(rollups(ask, { site: '*' }), { ...month, bucket: 'day', compare: '1' }, ZONE),
      'totals of a year by kiosk': () => listTotals(ask, 'kiosk', edges),
      'totals of a year by site': () => listTotals(ask, 'site', edges),
      today: () => summarise(rollups(ask, { site: '*' }), to, ZONE),
      'visits: newest of all': () => visits({}),
      'visits: of a site, half a year back': () => visits({ site: 'site-3', before: deep.next! }),
      kiosks: () => listKiosks(ask, { limit: 200 }),
      'alarms: active': () => listAlarms(ask, { state: 'active', limit: 50 }),
      overview: () => readOverview(ask),
    };
    const filtered: Record<string, () => Promise<unknown>> = {
      'visits: denials of a kiosk': () => visits({ kiosk: 'kiosk-7', verdict: 'deny' }),
      'visits: a verdict that a kiosk never gave': () => visits({ kiosk: 'kiosk-7', verdict: 'staff' }),
      'visits: a verdict that nobody gave': () => visits({ verdict: 'staff' }),
      'visits: denials of all': () => visits({ verdict: 'deny' }),
      'visits: a reason, of a site': () => visits({ site: 'site-3', reason: 'no_mask' }),
      'visits: a label of all': () => visits({ mask: 'no_mask' }),
      'visits: from 37.4 °C, of all': () => visits({ least_c: 37.4 }),
      'visits: one by its whole id': () => visits({ text: deep.visits[0]!.id }),
    };
    const figures: Record<string, Figure> = {};
    for (const [name, question] of Object.entries(questions)) {
      figures[`${name}, ms`] = { value: await medianMs(question), budget: ['<=', 50] };
    }
    for (const [name, question] of Object.entries(filtered)) {
      figures[`${name}, ms`] = { value: await medianMs(question), budget: ['<=', 100] };
    }
    console.log(`load ${loadavg()[0]!.toFixed(1)}`);
    return { ...figures, ...(await fleetPage(url, { from: year.from, to: year.to })) };
  } finally {
    await reader.stop();
    await own?.dispose();
  }
}

async function start(rows: number): Promise<RealPostgres> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < rows * BYTES_A_ROW) throw new Error(`${tmpdir()} has no room for ${rows} rows`);
  const server = await RealPostgres.start({ fsync: true });
  await server.prepare('kiosk-0', 'token');
  return server;
}

async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** The first round warms caches and does not count. */
async function medianMs(question: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const start = performance.now();
    await question();
    if (i > 0) times.push(performance.now() - start);
  }
  return median(times);
}
