import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { row, TestCloud } from './cloud.ts';

let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
  await cloud.kiosk('k');
});
after(() => cloud.stop());

const partitionOf = async (id: string) =>
  (
    await cloud.query<{ name: string }>(
      'select tableoid::regclass::text as name from history where id = $1',
      [id],
    )
  )[0]?.name;
const month = (offset: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 15)).toISOString();
};
const nameOf = (at: string) => `history_${at.slice(0, 4)}_${at.slice(5, 7)}`;
const rows = async () => Number((await cloud.query('select count(*) as n from history'))[0]!.n);

test('rows go to the month of their id; a clock that is years off goes to the default', async () => {
  const [now, ahead, dead] = [row(month(0)), row(month(3)), row('1970-01-01T00:00:10.000Z')];
  await cloud.ingest('k', [now, ahead, dead]);
  assert.deepEqual(await Promise.all([now, ahead, dead].map(({ id }) => partitionOf(id))), [
    nameOf(now.visited),
    nameOf(ahead.visited),
    'history_default',
  ]);
});

test('a month that was not made is made later, and takes its few rows out of the default', async () => {
  const early = row(month(5));
  await cloud.ingest('k', [early]);
  assert.equal(await partitionOf(early.id), 'history_default');
  await cloud.query("select kf99_maintain(ahead => '6 months')");
  assert.equal(await partitionOf(early.id), nameOf(early.visited));
  await cloud.ingest('k', [early]);
  assert.equal(await rows(), 3, 'sent again, it is still one row');
});

test('a default with many rows of a month becomes its partition: none is written again but strays', async () => {
  const at = month(8);
  const stray = row(month(11));
  await cloud.ingest('k', [stray]);
  await cloud.ingest(
    'k',
    Array.from({ length: 10_001 }, () => row(at)),
  );
  const [before] = await cloud.query<{ file: number }>(
    "select pg_relation_filenode('history_default') as file",
  );
  await cloud.query("select kf99_maintain(ahead => '9 months')");
  const parts = await cloud.query<{ name: string; n: number; file: number }>(
    `select tableoid::regclass::text as name, count(*)::int as n, pg_relation_filenode(tableoid) as file
     from history where id >= kf99_first_id($1::timestamptz) and id < kf99_first_id($1::timestamptz + interval '1 day')
     group by tableoid`,
    [at],
  );
  assert.deepEqual(parts, [{ name: `${nameOf(at)}_on`, n: 10_001, file: before!.file }]);
  assert.equal(await partitionOf(stray.id), 'history_default');
  assert.deepEqual(
    await cloud.query("select kf99_maintain(ahead => '9 months')"),
    [],
    'twice changes nothing',
  );
});

test('after a year a month is dropped whole, and its statistics stay', async () => {
  const old = row(month(-11));
  await cloud.ingest('k', [old]);
  await cloud.rollUp('k');
  const counted = () => cloud.query('select * from fleet_days order by site, bucket');
  const before = await counted();
  await cloud.query("select kf99_maintain(keep => '10 months')");
  assert.equal(await partitionOf(old.id), undefined);
  assert.equal((await cloud.query(`select to_regclass('${nameOf(old.visited)}') as t`))[0]!.t, null);
  assert.equal((await cloud.query("select from history where visited < '2000-01-01'")).length, 0);
  // A row of then that comes even later is kept, but does not make the day look empty.
  await cloud.ingest('k', [row(old.visited)]);
  await cloud.rollUp('k');
  assert.deepEqual(await counted(), before);
});
