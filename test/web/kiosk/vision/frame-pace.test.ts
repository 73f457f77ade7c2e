import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FramePace } from '../../../../web/kiosk/vision/frame-pace.ts';

/** Frames of a second of a 30 Hz camera that are looked at. */
function looked(pace: FramePace, from: number, empty: boolean): number {
  return Array.from({ length: 30 }, (_, i) => from + i * 33.3).filter((at) => pace.due(at, empty)).length;
}

test('every frame while somebody is judged, a third of them with nobody there and after the verdict', () => {
  const pace = new FramePace();
  assert.equal(looked(pace, 0, false), 30);
  assert.equal(looked(pace, 1000, true), 10);
  pace.settled = true;
  assert.equal(looked(pace, 2000, false), 10);
  pace.settled = false;
  assert.equal(looked(pace, 3000, false), 30);
});

test('the frames of another camera, whose clock is behind, are looked at', () => {
  const pace = new FramePace();
  assert.ok(pace.due(50_000, true));
  assert.ok(pace.due(10, true));
  assert.ok(!pace.due(20, true));
});
