import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { GUIDE_STEPS, Guide } from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let admin: Record<string, string>;
beforeEach(async () => {
  edge = await TestEdge.start();
  admin = edge.as('admin');
});
afterEach(() => edge.stop());

const read = async () =>
  Guide.parse(await (await edge.request('/api/admin/guide', { headers: admin })).json());
const mark = (step: string, state: string) => edge.send('PUT', `/api/admin/guide/${step}`, { state }, admin);
const actions = () =>
  edge.store.database
    .prepare("select action, target from audit where action like 'guide.%' order by id")
    .all()
    .map(({ action, target }) => `${action} ${target}`);

test('it goes on where it was left, by whoever goes on, and each change is in the log once', async () => {
  const fresh = await read();
  assert.deepEqual([fresh.over, Object.keys(fresh.steps)], [false, [...GUIDE_STEPS]]);
  await mark('site', 'done');
  await mark('site', 'done');
  await mark('camera', 'skipped');
  admin = edge.as('admin');
  const { steps } = await read();
  assert.deepEqual([steps.site, steps.camera, steps.told], ['done', 'skipped', 'open']);
  assert.deepEqual(actions(), ['guide.step guide:site', 'guide.step guide:camera']);
  assert.equal((await mark('nothing', 'done')).status, 400);
});

test('once over it stays over, with what was done', async () => {
  await mark('site', 'done');
  await edge.send('POST', '/api/admin/guide/end', {}, admin);
  await mark('hours', 'done');
  await edge.send('POST', '/api/admin/guide/end', {}, admin);
  const { over, steps } = await read();
  assert.deepEqual([over, steps.site, steps.hours], [true, 'done', 'open']);
  assert.equal(actions().length, 2);
});
