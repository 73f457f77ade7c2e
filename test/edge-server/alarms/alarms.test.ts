import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, test } from 'node:test';
import { Alarms } from '../../../edge-server/alarms/alarms.ts';
import { AlarmTable } from '../../../edge-server/alarms/table.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { AlarmList } from '../../../edge-server/contract/index.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

const log = createLog('test', 'silent');
let edge: TestEdge | null = null;
afterEach(async () => {
  await edge?.stop();
  edge = null;
});

function open(database = new DatabaseSync(':memory:')) {
  migrate(database);
  const clock = new TestClock(Date.UTC(2026, 10, 24, 1));
  const alarms = new Alarms({
    table: new AlarmTable(database, async (change) => {
      for (const { sql, values } of change) database.prepare(sql).run(...values);
    }),
    clock,
    log,
  });
  alarms.start();
  const seen: string[] = [];
  alarms.onChange(({ code, count }, change) => seen.push(`${code} ${change} ${count}`));
  return { alarms, database, seen };
}

test('a lasting alarm opens once, is acknowledged, and clears when its cause is gone', () => {
  const { alarms, seen } = open();
  alarms.raise('disk_low', '3 MB');
  alarms.raise('disk_low', '2 MB');
  const [alarm] = alarms.active();
  assert.equal(alarms.acknowledge(alarm!.id, 'kim')?.acknowledged_by, 'kim');
  assert.equal(alarms.has('disk_low'), true, 'acknowledged is not mended');
  alarms.clear('disk_low');
  alarms.clear('disk_low');
  assert.deepEqual(seen, ['disk_low opened 1', 'disk_low acknowledged 1', 'disk_low cleared 1']);
  assert.deepEqual(alarms.active(), []);
  const [logged] = alarms.list('cleared', 10, null).alarms;
  assert.deepEqual([logged!.detail, logged!.acknowledged_by], ['3 MB', 'kim']);
});

test('an event alarm counts up, and its acknowledgement is its end', () => {
  const { alarms, seen } = open();
  alarms.raise('fever');
  alarms.raise('fever');
  const [alarm] = alarms.active();
  assert.equal(alarm!.count, 2);
  assert.ok(alarms.acknowledge(alarm!.id, 'kim')!.cleared_at);
  assert.equal(alarms.acknowledge(alarm!.id, 'kim'), null);
  assert.deepEqual(seen, ['fever opened 1', 'fever repeated 2', 'fever acknowledged 2', 'fever cleared 2']);
});

test('an acknowledgement is taken back: a lasting alarm and an event are open again, what has ended stays so', () => {
  const { alarms, seen } = open();
  alarms.raise('disk_low');
  alarms.raise('fever');
  const [disk, fever] = alarms.active();
  for (const { id } of [disk!, fever!]) alarms.acknowledge(id, 'kim');
  assert.deepEqual(
    alarms.active().map(({ code }) => code),
    ['disk_low'],
  );
  for (const { id } of [disk!, fever!]) assert.equal(alarms.reopen(id)?.acknowledged_at, null);
  assert.deepEqual(
    alarms.list('open', 10, null).alarms.map(({ code }) => code),
    ['fever', 'disk_low'],
  );
  assert.equal(alarms.reopen(disk!.id), null, 'there is nothing to take back');

  alarms.acknowledge(fever!.id, 'kim');
  alarms.raise('fever');
  assert.equal(alarms.reopen(fever!.id), null, 'it was raised anew');
  alarms.acknowledge(disk!.id, 'kim');
  alarms.clear('disk_low');
  assert.equal(alarms.reopen(disk!.id), null, 'its cause is gone');
  assert.ok(seen.includes('disk_low reopened 1') && seen.includes('fever reopened 1'));
});

test('the same code can be open for several subjects', () => {
  const { alarms } = open();
  alarms.raise('rule', 'a', '1');
  alarms.raise('rule', 'b', '2');
  alarms.clear('rule', '1');
  assert.deepEqual(
    alarms.active().map(({ subject }) => subject),
    ['2'],
  );
});

test('what was active goes on after a restart', () => {
  const first = open();
  first.alarms.raise('page_silent');
  const second = open(first.database);
  assert.equal(second.alarms.has('page_silent'), true);
  second.alarms.clear('page_silent');
  assert.equal(open(first.database).alarms.has('page_silent'), false);
});

test('an alarm that the disk cannot take is active, and is written with a later raise', () => {
  const { alarms, database } = open();
  database.exec('pragma query_only = on');
  alarms.raise('disk_low', 'full');
  assert.ok(alarms.active()[0]!.id < 0);
  assert.deepEqual(alarms.list('all', 10, null).alarms, []);
  database.exec('pragma query_only = off');
  alarms.raise('disk_low', 'full');
  assert.equal(alarms.list('active', 10, null).alarms[0]?.code, 'disk_low');
});

test('the routes list by state and page, acknowledge once, and say when there is no such alarm', async () => {
  edge = await TestEdge.start();
  const { alarms } = edge.edge.notifier;
  for (const code of ['disk_low', 'outbox_old', 'page_silent'] as const) alarms.raise(code);
  const staff = edge.as('viewer').cookie!;
  const get = async (query: string) =>
    AlarmList.parse(
      await (await edge!.request(`/api/admin/alarms${query}`, { headers: { cookie: staff } })).json(),
    );
  const all = await get('?limit=2');
  assert.deepEqual(
    all.alarms.map(({ code }) => code),
    ['page_silent', 'outbox_old'],
  );
  const rest = await get(`?limit=2&before=${all.next}`);
  assert.deepEqual([rest.alarms[0]?.code, rest.next], ['disk_low', null]);
  const { id } = rest.alarms[0]!;
  const path = `/api/admin/alarms/${id}/acknowledge`;
  assert.equal((await edge.send('POST', path, {}, { cookie: staff })).status, 200);
  assert.equal((await get('?state=acknowledged')).alarms[0]?.id, id);
  assert.equal((await get('?state=open')).alarms.length, 2);
  assert.equal((await edge.send('DELETE', path, {}, { cookie: staff })).status, 200);
  assert.equal((await edge.send('DELETE', path, {}, { cookie: staff })).status, 404);
  assert.equal((await get('?state=open')).alarms.length, 3);
  assert.equal(
    (await edge.send('POST', '/api/admin/alarms/999/acknowledge', {}, { cookie: staff })).status,
    404,
  );
  assert.equal((await edge.request('/api/admin/alarms', { headers: { cookie: '' } })).status, 401);
});
