/** The page's numbers are those of the rows: roll-ups against direct SQL, whatever the rows are and however they move. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { Statistics, StatisticsQuery } from '../../../edge-server/contract/index.ts';
import { rangeOf } from '../../../edge-server/statistics/calendar.ts';
import { quantiles } from '../../../edge-server/statistics/facets.ts';
import { statistics } from '../../../edge-server/statistics/statistics.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { rollups } from '../../../edge-server/store/sql/rollups.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { visitRows } from '../doubles/visit-rows.ts';

function store(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  return database;
}

const ask = (database: DatabaseSync, query: Record<string, string>, zone: string): Promise<Statistics> =>
  statistics(rollups(database), StatisticsQuery.parse(query), zone).then((answer) =>
    Statistics.parse(answer),
  );

/** The same numbers from the rows themselves. */
function counted(database: DatabaseSync, start: string, end: string) {
  const one = (sql: string) => database.prepare(sql).all(start, end);
  const where = 'visited >= ? and visited < ?';
  return {
    verdicts: Object.fromEntries(
      one(`select verdict, count(*) as n from visits where ${where} group by 1`).map(({ verdict, n }) => [
        verdict,
        n,
      ]),
    ) as Record<string, number>,
    visitors: one(`select count(*) as n from visits where ${where} and attempt_of is null`)[0]!.n,
    masks: one(`select mask as k, count(*) as n from visits where ${where} group by 1`),
    reasons: one(
      `select r.value as k, count(*) as n from visits, json_each(reasons) r where ${where} group by 1`,
    ),
    tenths: one(
      `select round(estimate_c * 10) as k, count(*) as n from visits where ${where} and estimate_c is not null
       group by 1 order by 1`,
    ),
  };
}

/** Attempts by weekday and hour of the zone's clock, each row by its own time. */
function heatOf(database: DatabaseSync, start: string, end: string, zone: string): number[][] {
  const heat = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const rows = database
    .prepare('select visited from visits where visited >= ? and visited < ?')
    .all(start, end);
  for (const { visited } of rows) {
    const { dayOfWeek, hour } = Temporal.Instant.from(String(visited)).toZonedDateTimeISO(zone);
    heat[dayOfWeek - 1]![hour]! += 1;
  }
  return heat;
}

test('every number equals a direct count, in any zone and bucket, after clocks were corrected', async () => {
  const zones = fc.constantFrom('Asia/Seoul', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe');
  const moments = fc.record({
    // Around the change of Berlin's and Lord Howe's clocks.
    first: fc.integer({ min: 0, max: 11 }),
    length: fc.integer({ min: 0, max: 9 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });
  await fc.assert(
    fc.asyncProperty(zones, moments, fc.constantFrom('hour', 'day', 'week'), async (zone, moment, bucket) => {
      const database = store();
      visitRows(database, 300, {
        from: Date.parse('2026-03-25T00:00:00Z'),
        to: Date.parse('2026-04-10T00:00:00Z'),
        seed: moment.seed,
      });
      // The clock was wrong for some: by minutes, across a day, and across the change.
      database.exec(`update visits set clock = 'synchronised',
        visited = strftime('%Y-%m-%dT%H:%M:%fZ', visited, '+' || (seq * 977) || ' seconds') where seq % 5 = 0`);
      const from = Temporal.PlainDate.from('2026-03-26').add({ days: moment.first });
      const to = from.add({ days: moment.length });
      const { period } = await ask(database, { from: String(from), to: String(to), bucket }, zone);
      const range = rangeOf(from, to, zone);
      assert.equal(Date.parse(period.start), range.start * 1000);
      const rows = counted(database, period.start, period.end);
      const { totals } = period;
      for (const kind of ['pass', 'deny', 'adjust', 'staff'] as const) {
        assert.equal(totals[kind], rows.verdicts[kind] ?? 0, kind);
      }
      assert.equal(totals.visitors, rows.visitors);
      for (const { k, n } of rows.masks) assert.equal(period.masks[k as 'mask'], n);
      for (const { k, n } of rows.reasons) assert.equal(period.reasons[k as 'fever'], n);
      assert.deepEqual(
        period.temperature.bins.map(({ tenths, count }) => [tenths, count]),
        rows.tenths.map(({ k, n }) => [k, n]),
      );
      for (const each of period.buckets) {
        const there = counted(database, each.start, each.end);
        assert.equal(
          each.attempts,
          Object.values(there.verdicts).reduce((sum, n) => sum + n, 0),
          each.start,
        );
        assert.equal(each.visitors, there.visitors, each.start);
      }
      assert.deepEqual(period.heat, heatOf(database, period.start, period.end, zone));
      database.close();
    }),
    { numRuns: 25 },
  );
});

test('the heat map is in the zone: a visit on Monday 08:30 in Seoul is Sunday in UTC', async () => {
  const database = store();
  visitRows(database, 1, {
    from: Date.parse('2026-11-22T23:30:00Z'),
    to: Date.parse('2026-11-22T23:30:00Z'),
  });
  const { period } = await ask(database, { from: '2026-11-23', to: '2026-11-23' }, 'Asia/Seoul');
  assert.equal(period.heat[0]![8], 1);
  database.close();
});

test('retention takes no count away', async () => {
  const database = store();
  const from = Date.parse('2026-11-01T00:00:00Z');
  visitRows(database, 50, { from, to: Date.parse('2026-11-05T00:00:00Z'), seed: 7 });
  const query = { from: '2026-11-01', to: '2026-11-05' };
  const before = await ask(database, query, 'UTC');
  assert.equal(before.period.totals.attempts, 50);
  database.exec('delete from visits where seq <= 20');
  assert.deepEqual(await ask(database, query, 'UTC'), before);
  database.close();
});

test('quantiles interpolate within a step', () => {
  assert.equal(quantiles([]), null);
  assert.deepEqual(quantiles([{ at: 4, n: 100 }]), { p50: 1125, p90: 1225, p95: 1238, p99: 1248 });
  assert.equal(
    quantiles([
      { at: 0, n: 99 },
      { at: 480, n: 1 },
    ])!.p50,
    126,
  );
});

test('the route: compare, refusals, and another kiosk than this one', async () => {
  const edge = await TestEdge.start();
  try {
    await edge.visit(evidence({ mask: 'no_mask' }));
    const headers = edge.as('viewer');
    const today = Temporal.Now.plainDateISO('UTC');
    const from = String(today.subtract({ days: 1 }));
    const to = String(today.add({ days: 1 }));
    const get = (query: string) => edge.request(`/api/admin/statistics?${query}`, { headers });
    const answer = Statistics.parse(await (await get(`from=${from}&to=${to}&compare=1`)).json());
    assert.deepEqual(
      [answer.zone, answer.period.totals.deny, answer.period.reasons.no_mask],
      ['Asia/Seoul', 1, 1],
    );
    assert.equal(answer.previous?.totals.attempts, 0);
    for (const [query, status] of [
      [`from=${to}&to=${from}`, 400],
      ['from=2026-13-01&to=2026-13-02', 400],
      [`from=2026-01-01&to=2026-12-31&bucket=hour`, 400],
      [`from=1990-01-01&to=${to}`, 400],
      [`from=${from}&to=${to}&zone=Moon/Base`, 400],
      [`from=${from}&to=${to}&kiosk=other`, 404],
      [`from=${from}&to=${to}&kiosk=test-kiosk`, 200],
    ] as const) {
      assert.equal((await get(query)).status, status, query);
    }
  } finally {
    await edge.stop();
  }
});
