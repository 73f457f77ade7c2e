import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const CALL = { screen: 'deny', language: 'ja', visit: null };
const call = (body: unknown = CALL) => edge.send('POST', '/api/kiosk/call', body);

test('a call for staff reaches every page that listens, with its time', async () => {
  edge = await TestEdge.start();
  const events = (await edge.request('/api/events')).body!.getReader();
  assert.deepEqual(await (await call()).json(), { state: 'untold' }, 'no page of staff is open');
  let heard = '';
  while (!/event: call\n.*\n?.*\n\n/.test(heard)) {
    const { value, done } = await events.read();
    assert.ok(!done, 'the stream ended without the call');
    heard += new TextDecoder().decode(value);
  }
  await events.cancel();
  const data = /event: call\n(?:id: .*\n)?data: (.*)\n/.exec(heard)![1]!;
  const sent = (JSON.parse(data) as { call: { at: string } }).call;
  assert.deepEqual({ ...sent, at: '' }, { ...CALL, at: '' });
  assert.ok(Math.abs(Date.now() - Date.parse(sent.at)) < 60_000);
});

test('staff are told as soon as a page of theirs listens, and not before', async () => {
  edge = await TestEdge.start();
  const page = await edge.request('/api/events?page=staff', { headers: edge.as('viewer') });
  assert.deepEqual(await (await call()).json(), { state: 'told' });
  await page.body!.cancel();
});

test('the seventh call within a minute is refused with 429, and so is a body that says more than it may', async () => {
  edge = await TestEdge.start();
  for (let n = 0; n < 6; n++) assert.equal((await call()).status, 200);
  assert.equal((await call()).status, 429);
  assert.equal((await call({ ...CALL, name: 'Kim' })).status, 400);
  assert.equal((await call({ ...CALL, screen: 'Kim was here' })).status, 400);
  assert.equal((await call({ ...CALL, screen: 'x'.repeat(2000) })).status, 413);
});

test('only the kiosk page calls staff', async () => {
  edge = await TestEdge.start({ paired: false });
  assert.equal((await call()).status, 401);
});
