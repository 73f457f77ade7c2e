import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameClock } from '../../../web/kiosk/vision/frame-clock.ts';

test('frames that waited for the page keep the times at which they were taken', () => {
  const clock = new FrameClock();
  // The worker began 1,000 ms after the page, and a message takes 2 ms.
  assert.equal(clock.takenAt(500, 540, 1542), 1502);
  assert.equal(clock.takenAt(600, 640, 6642), 1602, 'read 5 s late');
  assert.equal(clock.takenAt(700, 740, 6643), 1702);
});

test('a first message that was late is mended by the next one', () => {
  const clock = new FrameClock();
  assert.equal(clock.takenAt(500, 540, 3540), 3500);
  assert.equal(clock.takenAt(3000, 3040, 4042), 4002);
});
