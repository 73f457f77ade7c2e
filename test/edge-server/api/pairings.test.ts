import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeviceList, PairingCode } from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let admin: Record<string, string>;
before(async () => {
  edge = await TestEdge.start();
  admin = edge.as('admin');
});
after(() => edge.stop());

const devices = async () =>
  DeviceList.parse(await (await edge.request('/api/admin/pairings', { headers: admin })).json()).devices;

test('an admin lets one more browser in by a code, sees it call, and unpairs it', async () => {
  const made = await edge.send('POST', '/api/admin/pairings/code', {}, admin);
  assert.equal(made.headers.get('cache-control'), 'no-store');
  const { code } = PairingCode.parse(await made.json());
  const opened = await edge.request(`/?pair=${code}`, { headers: { cookie: '' } });
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  const again = await edge.request(`/?pair=${code}`, { headers: { cookie: '' } });
  assert.equal(again.status, 403, 'a code is good once');

  await edge.request('/api/settings', { headers: { cookie, 'user-agent': 'Kiosk of the side door' } });
  const found = (await devices()).find(({ browser }) => browser === 'Kiosk of the side door');
  assert.ok(found?.seen_at);
  assert.equal((await devices()).length, 2);

  const { id } = found;
  assert.equal((await edge.send('DELETE', `/api/admin/pairings/${id}`, {}, admin)).status, 204);
  assert.equal((await edge.send('POST', '/api/visits', evidence(), { cookie })).status, 401);
  assert.equal((await edge.send('DELETE', `/api/admin/pairings/${id}`, {}, admin)).status, 404);
  assert.equal((await devices()).length, 1, 'the other one stays');
  const actions = edge.store.database.prepare('select action from audit order by id').all();
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['pairing.code', 'pairing.remove'],
  );
});
