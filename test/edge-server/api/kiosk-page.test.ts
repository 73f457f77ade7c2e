import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { DoorPulse, type Health, KioskScreenView } from '../../../edge-server/contract/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let clock: TestClock;
let edge: TestEdge;
beforeEach(async () => {
  clock = new TestClock(Date.now());
  edge = await TestEdge.start({ parts: { clock } });
});
afterEach(() => edge.stop());

const SCREEN = {
  scene: 'deny_no_mask',
  tone: 'deny',
  language: 'ja',
  words: { ja: ['入れません'], ko: ['들어갈 수 없습니다'], en: ['You can’t go in'] },
};
const beat = (more: object = {}) =>
  edge.send('POST', '/api/kiosk/heartbeat', {
    ...{ state: 'deny', camera: 'live', backend: 'wasm', threads: 1, frame_ms: 50, visit: null },
    ...more,
  });
const view = async () =>
  KioskScreenView.parse(
    await (await edge.request('/api/admin/kiosk/screen', { headers: edge.as('viewer') })).json(),
  );
const restart = async () =>
  ((await (await edge.request('/api/health')).json()) as Health).parts.kiosk.restart;
const post = (path: string, who: 'viewer' | 'admin') => edge.send('POST', path, {}, edge.as(who));
const audited = (action: string) =>
  edge.store.database.prepare('select actor from audit where action = ?').all(action).length;

test('the longest screen that the contract takes is heard', async () => {
  const lines = Array.from({ length: 8 }, () => '문'.repeat(300));
  const screen = { ...SCREEN, words: { ko: lines, en: lines, ja: lines, zh: lines } };
  assert.equal((await beat({ screen })).status, 204);
  assert.deepEqual((await view()).screen, screen);
});

test('what the screen shows is known to staff by the page’s beats, in their words', async () => {
  assert.deepEqual(await view(), { screen: null, opened_at: null });
  assert.equal((await beat({ screen: SCREEN, open_s: 90 })).status, 204);
  const now = await view();
  assert.deepEqual(now.screen, SCREEN);
  assert.equal(clock.now().getTime() - Date.parse(now.opened_at!), 90_000);
  assert.equal((await beat({ screen: { ...SCREEN, words: { ko: [] } } })).status, 400);
});

test('a guard has the page loaded again, and the browser restarted: each wish stands for a minute', async () => {
  assert.equal((await post('/api/admin/kiosk/reload', 'viewer')).status, 204);
  assert.equal(audited('kiosk.reload'), 1);
  assert.equal(await restart(), null);
  assert.equal((await post('/api/admin/kiosk/restart', 'viewer')).status, 204);
  const first = await restart();
  assert.match(first ?? '', /^[\w-]{36}$/);
  await post('/api/admin/kiosk/restart', 'viewer');
  assert.equal(await restart(), first, 'a second touch is the same wish');
  await clock.advance(61_000);
  assert.equal(await restart(), null);
  await post('/api/admin/kiosk/restart', 'viewer');
  assert.notEqual(await restart(), first);
  assert.equal(audited('kiosk.restart'), 3);
});

test('a pulse of the door without a visitor is an admin’s, is no visit, and does not pass a lock', async () => {
  assert.equal((await post('/api/admin/door/test', 'viewer')).status, 403);
  const pulse = async () => DoorPulse.parse(await (await post('/api/admin/door/test', 'admin')).json());
  assert.deepEqual(await pulse(), { outcome: 'done', error: null });
  assert.equal(edge.store.count(), 0);
  assert.equal(audited('door.test'), 1);
  edge.edge.notifier.locks.lock('a rule');
  assert.equal((await pulse()).outcome, 'skipped');
  edge.edge.notifier.locks.release('a rule');
  edge.thermometer.pulse = 'refused';
  assert.equal((await pulse()).outcome, 'failed');
  assert.deepEqual(edge.thermometer.pulses, [1000, 1000]);
});
