import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { registerKiosk } from '../../../edge-server/cloud/register.ts';
import { row, TestCloud } from '../fleet/cloud.ts';

const TOKEN = 'the token of the one kiosk';
const hash = createHash('sha256').update(TOKEN).digest('hex');
const visits = [row('2026-11-24T09:00:00Z'), row('2026-10-24T09:01:00Z', { verdict: 'deny' })];
let cloud: TestCloud;
before(async () => {
  cloud = await TestCloud.start();
});
after(() => cloud.stop());

const kiosks = () => cloud.query<{ id: string }>('select distinct kiosk_id as id from history order by 1');
const known = () =>
  cloud.query<{ id: string }>('select kiosk_id as id from kiosks where revoked_at is null order by 1');

test('a kiosk that gets another name keeps its cloud, and its visits are there once, whoever sends them again', async () => {
  await registerKiosk(cloud.admin, 'kiosk-1a2b', hash);
  await cloud.ingest(TOKEN, visits);
  await cloud.rollUp(TOKEN);
  for (const name of ['entrance', "the gate's", 'kiosk-1a2b', 'entrance']) {
    await registerKiosk(cloud.admin, name, hash);
    await cloud.ingest(TOKEN, visits);
    await cloud.rollUp(TOKEN);
    assert.deepEqual(await kiosks(), [{ id: name }]);
    assert.deepEqual(await known(), [{ id: name }]);
    const [sum] = await cloud.query<{ n: number }>(
      'select sum(pass + deny)::int as n from history_days where kiosk_id = $1',
      [name],
    );
    assert.equal(sum?.n, visits.length);
  }
});

test('a name that another kiosk has is taken over; what came under the earlier name stays there', async () => {
  await cloud.kiosk('hall');
  await cloud.ingest('hall', [row('2026-11-24T10:00:00Z')]);
  await registerKiosk(cloud.admin, 'hall', hash);
  assert.deepEqual(await known(), [{ id: 'hall' }]);
  assert.deepEqual(await kiosks(), [{ id: 'entrance' }, { id: 'hall' }]);
  await cloud.ingest(TOKEN, [row('2026-11-24T11:00:00Z')]);
  const [hall] = await cloud.query<{ n: number }>(
    "select count(*)::int as n from history where kiosk_id = 'hall'",
  );
  assert.equal(hall?.n, 2);
});
