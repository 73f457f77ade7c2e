import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bucketEraser } from '../../../edge-server/cloud/bucket.ts';
import { eraseFromCloud, visitsBetween } from '../../../edge-server/cloud/erase.ts';
import { readRange } from '../../../edge-server/common/range.ts';
import { row, TestCloud } from '../fleet/cloud.ts';

let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
  await cloud.kiosk('door-1');
  await cloud.kiosk('door-2');
});
after(() => cloud.stop());

const DAY = readRange('2026-11-10T00:00:00+09:00', '2026-11-11T00:00:00+09:00');
const query = (statement: string, values: (string | null)[]) => cloud.query(statement, values);
const left = async () =>
  (await cloud.query<{ kiosk_id: string; id: string }>('select kiosk_id, id from history')).map(
    ({ id }) => id,
  );

test('a day of one kiosk goes, with its pictures first, and with visits whose clock was set into it later', async () => {
  const inside = row('2026-11-10T03:00:00Z');
  const edge = row('2026-11-10T15:00:00Z');
  const wrong = row('2020-01-01T00:00:00Z');
  const elsewhere = row('2026-11-10T03:00:00Z');
  await cloud.ingest('door-1', [inside, edge, wrong]);
  await cloud.ingest('door-2', [elsewhere]);
  const corrected = { visited: '2026-11-10T04:00:00.000Z' };
  await cloud.events('door-1', [
    { id: 1, visit_id: wrong.id, kind: 'clock', at: '2026-11-10T05:00:00Z', data: corrected },
  ]);
  assert.deepEqual((await visitsBetween(query, 'door-1', DAY)).toSorted(), [inside.id, wrong.id].toSorted());

  const broken = eraseFromCloud(query, 'door-1', DAY, () => Promise.reject(new Error('no bucket')));
  await assert.rejects(broken, /no bucket/);
  assert.equal((await left()).length, 4, 'the rows still say which pictures there are');

  const objects: string[] = [];
  const erased = await eraseFromCloud(query, 'door-1', DAY, async (name) => void objects.push(name));
  assert.equal(erased, 2);
  const names = [inside.id, wrong.id].flatMap((id) => [`${id}.jpg`, `temp-${id}.jpg`]);
  assert.deepEqual(objects.toSorted(), names.toSorted());
  assert.deepEqual((await left()).toSorted(), [edge.id, elsewhere.id].toSorted());
  assert.deepEqual(await cloud.query('select * from history_events'), []);
  const [noted] = await cloud.query('select kiosk_id, visits::int from erasures');
  assert.deepEqual(noted, { kiosk_id: 'door-1', visits: 2 });

  assert.equal(await eraseFromCloud(query, null, DAY, null), 1, 'of all kiosks');
  assert.deepEqual(await left(), [edge.id]);
});

test('counts stay: of what waited to be counted, and when more comes to the same quarter later', async () => {
  await cloud.kiosk('door-3');
  const visits = Array.from({ length: 5 }, (_, n) => row(`2026-11-12T03:0${n}:00Z`));
  await cloud.ingest('door-3', visits);
  assert.equal(
    await eraseFromCloud(query, 'door-3', readRange('2026-11-12T00:00:00Z', '2026-11-13T00:00:00Z'), null),
    5,
  );
  const counts = async () => {
    await cloud.rollUp('door-3');
    const found = await cloud.query<{ pass: number }>(
      `select pass from history_quarters where kiosk_id = 'door-3'
       union all select pass from fleet_quarters where site = '*' and bucket = '2026-11-12T03:00:00Z'
       union all select pass from fleet_days where site = '*' and bucket = '2026-11-12T00:00:00Z'`,
    );
    return found.map(({ pass }) => pass);
  };
  assert.deepEqual(await counts(), [5, 5, 5]);
  await cloud.ingest('door-3', [row('2026-11-12T03:09:00Z')]);
  assert.deepEqual(await counts(), [5, 5, 5]);
});

test('the bucket: signed deletes below the prefix, a missing object is none, a key that may not is told', async () => {
  const asked: string[] = [];
  let [status, body] = [204, ''];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${/AWS4/.test(request.headers.authorization ?? '')}`);
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'kf99-key-'));
  try {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, 'owner:secret\n');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const remove = bucketEraser({ endpoint, bucket: 'pictures', prefix: 'door-1/', region: 'x', keyFile });
    await remove('a.jpg');
    [status, body] = [404, '<Error><Code>NoSuchKey</Code></Error>'];
    await remove('b.jpg');
    assert.deepEqual(asked, ['DELETE /pictures/door-1/a.jpg true', 'DELETE /pictures/door-1/b.jpg true']);
    [status, body] = [403, '<Error><Code>AccessDenied</Code></Error>'];
    await assert.rejects(remove('c.jpg'), /403 .* a key that may delete door-1\/c.jpg/);
    for (const other of [200, 404]) {
      [status, body] = [other, '<html>Welcome</html>'];
      await assert.rejects(remove('d.jpg'), /not one of a bucket/);
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
