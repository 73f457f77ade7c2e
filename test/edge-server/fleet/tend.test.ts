import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { row, TestCloud } from './cloud.ts';

/** Quarters of kiosks that one call may count (tend.sql). */
const MOST = 40_000;

let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
});
after(() => cloud.stop());

async function tend(): Promise<void> {
  await cloud.database.exec("update fleet_state set rolled_at = '-infinity'");
  await cloud.query('select kf99_tend()');
}

const waiting = async () =>
  (await cloud.query<{ n: number }>('select count(distinct bucket)::int as n from fleet_touched'))[0]!.n;

test('a chain that is open: what came late gets its turn beside the quarter that every kiosk touches', async () => {
  await cloud.kiosk('late');
  await cloud.ingest('late', [row('2026-11-20T08:05:00.000Z')]);
  await cloud.database.exec(`
    update kiosk_states set rolled_at = '-infinity';
    insert into kiosks (kiosk_id, token_hash)
      select 'door-' || n, sha256(convert_to('door-' || n, 'UTF8')) from generate_series(1, 2500) as n;`);
  await cloud.report('late', {});
  await cloud.database.exec(
    "insert into fleet_touched select 'door-' || n, '2026-11-25T10:00:00Z' from generate_series(1, 2500) as n",
  );
  await tend();
  const found = await cloud.query(
    "select site, pass from fleet_quarters where bucket = '2026-11-20T08:00:00Z' order by site",
  );
  assert.equal(found.length, 2, 'its site and all');
  assert.equal(await waiting(), 0);
  await cloud.database.exec("delete from kiosks where kiosk_id like 'door-%'");
});

test('a kiosk with a year of quarters that moves: each call counts so many of them, the newest first, until none waits', async () => {
  await cloud.database.exec(`
    insert into kiosks (kiosk_id, token_hash)
      select 'chain-' || n, sha256(convert_to('chain-' || n, 'UTF8')) from generate_series(1, 400) as n;
    insert into fleet_touched
      select 'chain-1', '2026-11-25T10:00:00Z'::timestamptz - n * interval '15 minutes' from generate_series(1, 300) as n;`);
  const [{ kiosks } = { kiosks: 0 }] = await cloud.query<{ kiosks: number }>(
    'select count(*)::int as kiosks from kiosks',
  );
  for (let left = await waiting(), calls = 0; left > 0; calls += 1) {
    await tend();
    const now = await waiting();
    assert.ok(now < left, 'some are counted');
    assert.ok((left - now) * kiosks <= MOST, `${left - now} quarters of ${kiosks} kiosks at once`);
    const [oldest] = await cloud.query<{ at: Date }>('select max(bucket) as at from fleet_touched');
    if (now > 0)
      assert.equal(
        oldest!.at.toISOString(),
        new Date(Date.parse('2026-11-25T10:00:00Z') - (300 - now + 1) * 900_000).toISOString(),
      );
    left = now;
    assert.ok(calls < 10);
  }
});

test('a kiosk that makes reasons up adds no more of a kind to a day, or to all, than to a quarter', async () => {
  await cloud.kiosk('odd');
  for (let quarter = 0; quarter < 4; quarter++) {
    await cloud.ingest(
      'odd',
      Array.from({ length: 30 }, (_, n) =>
        row(`2026-11-22T0${quarter}:05:${String(n).padStart(2, '0')}.000Z`, {
          verdict: 'deny',
          reasons: Array.from({ length: 10 }, (_, r) => `made-up-${quarter}-${n}-${r}`) as never,
        }),
      ),
    );
  }
  await cloud.rollUp('odd');
  for (const [table, key] of [
    ['history_days', "kiosk_id = 'odd'"],
    ['fleet_days', "site = '*'"],
  ] as const) {
    const [{ n } = { n: 0 }] = await cloud.query<{ n: number }>(
      `select count(*)::int as n from ${table}, jsonb_object_keys(facets) as f where ${key} and bucket = '2026-11-22T00:00:00Z' and f like 'r:%'`,
    );
    assert.equal(n, 500, table);
  }
});
