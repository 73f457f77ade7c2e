import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { row, TestCloud } from './cloud.ts';

let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
  for (const id of ['a1', 'a2', 'b1']) await cloud.kiosk(id);
  await cloud.database.exec('update kiosks set site = left(kiosk_id, 1)');
});
after(() => cloud.stop());

/** Roll-ups that differ from what the rows themselves say, by direct SQL that shares nothing with the functions. */
async function wrong(): Promise<unknown[]> {
  return cloud.query(`
    with visits as (
      select h.kiosk_id, k.site, h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms + h.server_ms as ms,
        h.visited_corrected as at
      from history_corrected h join kiosks k using (kiosk_id)
    ),
    scoped as (
      select 'history' as family, kiosk_id as key, * from visits
      union all select 'fleet', site, * from visits union all select 'fleet', '*', * from visits
    ),
    grains as (
      select s.*, 'quarters' as grain, to_timestamp(floor(extract(epoch from at) / 900) * 900) as bucket from scoped s
      union all
      select s.*, 'days', to_timestamp(floor(extract(epoch from at) / 86400) * 86400) from scoped s
    ),
    expected as (
      select family, grain, key, bucket, count(*) filter (where verdict = 'pass') as pass,
        count(*) filter (where verdict = 'deny') as deny, count(*) filter (where verdict = 'adjust') as adjust,
        count(*) filter (where verdict = 'staff') as staff, count(*) filter (where attempt_of is null) as visitors,
        count(*) filter (where 'no_mask' = any (reasons)) as no_mask, count(*) filter (where mask = 'mask') as mask,
        count(*) filter (where round(estimate_c::numeric, 1) = 36.5) as warm, count(*) filter (where ms < 250) as quick
      from grains group by 1, 2, 3, 4
    ),
    kept as (
      select 'history' as family, 'quarters' as grain, * from history_quarters
      union all select 'history', 'days', * from history_days
      union all select 'fleet', 'quarters', * from fleet_quarters
      union all select 'fleet', 'days', * from fleet_days
    ),
    found as (
      select family, grain, kiosk_id as key, bucket, pass, deny, adjust, staff, visitors,
        coalesce((facets ->> 'r:no_mask')::int, 0) as no_mask, coalesce((facets ->> 'm:mask')::int, 0) as mask,
        coalesce((facets ->> 't:365')::int, 0) as warm, coalesce((facets ->> 'd:0')::int, 0) as quick
      from kept
    )
    (select 'missing' as what, * from expected except select 'missing', * from found)
    union all
    (select 'too much', * from found except select 'too much', * from expected)`);
}

test('every quarter and day of kiosks, sites and all is what the rows say', async () => {
  const day = '2026-11-20T';
  await cloud.ingest(
    'a1',
    [
      row(`${day}08:00:00.000Z`),
      row(`${day}08:14:59.999Z`, { verdict: 'deny', reasons: ['no_mask', 'fever'], mask: 'no_mask' }),
      row(`${day}08:15:00.000Z`, {
        verdict: 'adjust',
        mask: 'undecided',
        estimate_c: null,
        attempt_of: uuidv7(),
      }),
      row(`${day}23:59:59.999Z`, { verdict: 'staff', mask_ms: 100, server_ms: 100 }),
      row('2026-11-21T00:00:00.000Z', { mask_ms: 2_000_000_000, server_ms: 2_000_000_000 }),
    ].map((r, i) => (i === 4 ? { ...r, server_ms: 100 } : r)),
  );
  await cloud.ingest('a2', [row(`${day}08:05:00.000Z`), row(`${day}08:20:00.000Z`)]);
  await cloud.ingest('b1', [row(`${day}08:05:00.000Z`, { estimate_c: 36.44 })]);
  await cloud.rollUp('a1', 'a2', 'b1');
  assert.deepEqual(await wrong(), []);
  const [all] = await cloud.query("select * from fleet_days where site = '*' order by bucket");
  assert.deepEqual([all!.pass, all!.deny, all!.adjust, all!.staff, all!.visitors], [4, 1, 1, 1, 6]);
});

test('late rows, rows sent twice, and a corrected clock, also one that comes before its row', async () => {
  const late = row('2026-11-20T08:01:00.000Z', { verdict: 'deny', reasons: ['no_mask'] });
  await cloud.ingest('a1', [late]);
  await cloud.ingest('a1', [late]);
  const clock = (visit: string, at: string, visited: string) => ({
    id: 1,
    visit_id: visit,
    kind: 'clock',
    at,
    data: { visited },
  });
  await cloud.events('a1', [clock(late.id, '2026-11-22T00:00:00Z', '2026-11-22T09:40:00.000Z')]);
  await cloud.rollUp('a1');
  assert.deepEqual(await wrong(), []);
  // Corrected once more: only the newest counts, and the quarter in between is left.
  await cloud.events('a1', [clock(late.id, '2026-11-23T00:00:00Z', '2026-11-22T10:40:00.000Z')]);
  const early = row('2026-11-19T07:00:00.000Z');
  await cloud.events('a1', [clock(early.id, '2026-11-22T00:00:00Z', '2026-11-19T12:00:00.000Z')]);
  await cloud.rollUp('a1');
  await cloud.ingest('a1', [early]);
  await cloud.rollUp('a1');
  assert.deepEqual(await wrong(), []);
  const quarters = await cloud.query(
    "select bucket from history_quarters where kiosk_id = 'a1' and bucket >= '2026-11-22' or bucket < '2026-11-20'",
  );
  assert.equal(quarters.length, 2);
});

test('a kiosk that moves to another site takes its numbers along', async () => {
  await cloud.database.exec(
    `update kiosks set site = 'b' where kiosk_id = 'a2';
     insert into fleet_touched select kiosk_id, bucket from history_quarters where kiosk_id = 'a2'`,
  );
  await cloud.rollUp('a1');
  assert.deepEqual(await wrong(), []);
});

test('roll-ups are made by the kiosk’s own calls, at most twice a minute', async () => {
  await cloud.ingest('b1', [row('2026-11-25T08:05:00.000Z')]);
  await cloud.ingest('b1', [row('2026-11-25T09:05:00.000Z')]);
  const waiting = await cloud.query('select * from touched_quarters');
  assert.ok(waiting.length > 0, 'the second one waits for its turn');
  await cloud.rollUp('b1');
  assert.deepEqual(await wrong(), []);
});
