import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MirrorRest } from '../../../web/kiosk/camera/mirror-rest.ts';

/** Whether the mirror stands still after each frame of ten a second, until `to` s. */
function frames(rest: MirrorRest, from: number, to: number, stirs: boolean): boolean[] {
  const still: boolean[] = [];
  for (let at = 1000 * from; at < 1000 * to; at += 100) {
    rest.frame(stirs, at);
    still.push(rest.still.value);
  }
  return still;
}

test('the mirror moves while anything stirs, and for three seconds after', () => {
  const rest = new MirrorRest();
  assert.ok(frames(rest, 0, 10, true).every((still) => !still));
  assert.ok(frames(rest, 10, 12.9, false).every((still) => !still));
});

test('with nobody there it stands still, but for a picture a second', () => {
  const rest = new MirrorRest();
  frames(rest, 0, 4, false);
  const still = frames(rest, 4, 14, false);
  assert.equal(still.filter((one) => !one).length, 10);
  assert.equal(still.length, 100);
});

test('it moves in the very frame in which something stirs, and when a camera was opened', () => {
  const rest = new MirrorRest();
  frames(rest, 0, 10.5, false);
  assert.equal(rest.still.value, true);
  rest.frame(true, 10_550);
  assert.equal(rest.still.value, false);
});
