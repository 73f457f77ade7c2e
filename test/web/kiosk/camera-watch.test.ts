import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraWatch } from '../../../web/kiosk/camera/watch.ts';

function watched(frames: { at: number; brightness?: number; fingerprint?: number }[], now: number) {
  const watch = new CameraWatch(0);
  for (const { at, brightness = 0.5, fingerprint = at } of frames)
    watch.frame({ brightness, fingerprint }, at);
  return watch.state(now);
}
const every100 = (until: number) => Array.from({ length: until / 100 }, (_, i) => ({ at: (i + 1) * 100 }));

test('starting before the first frame, live with frames, lost without', () => {
  assert.equal(watched([], 2000), 'starting');
  assert.equal(watched([], 3500), 'lost');
  assert.equal(watched(every100(2000), 2100), 'live');
  assert.equal(watched(every100(2000), 5200), 'lost');
});

test('a backend that starts slowly is no lost camera: it is starting until somebody has read for 3 s', () => {
  const watch = new CameraWatch(0);
  for (let now = 500; now <= 20_000; now += 500) {
    watch.unread(now);
    assert.equal(watch.state(now), 'starting');
  }
  assert.equal(watch.state(23_000), 'starting');
  assert.equal(watch.state(23_001), 'lost');
});

test('the same picture for more than 3 s is frozen', () => {
  assert.equal(
    watched(
      every100(3000).map((f) => ({ ...f, fingerprint: 1 })),
      3000,
    ),
    'live',
  );
  assert.equal(
    watched(
      every100(3500).map((f) => ({ ...f, fingerprint: 1 })),
      3500,
    ),
    'frozen',
  );
});

test('black is said as black even when it does not change, and ends with a bright frame', () => {
  const black = every100(4000).map((f) => ({ ...f, brightness: 0.005, fingerprint: 1 }));
  assert.equal(watched(black, 4000), 'black');
  assert.equal(watched([...black, { at: 4100 }], 4100), 'live');
});

test('bright frames that stop coming are no covered camera', () => {
  for (const now of [2500, 4400, 4900]) assert.equal(watched(every100(2000), now), 'live', `at ${now}`);
  assert.equal(watched(every100(2000), 5100), 'lost');
});
