import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyAwake } from '../../../web/shared/awake.ts';

test('a turn after the page stood still is passed over, the next one is not', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let at = 0;
  let turns = 0;
  const stop = everyAwake(
    100,
    () => {
      turns += 1;
    },
    () => at,
  );
  const wait = (ms: number) => {
    at += ms;
    t.mock.timers.tick(100);
  };
  wait(100);
  wait(150);
  assert.equal(turns, 2, 'a busy page is still awake');
  wait(5000);
  assert.equal(turns, 2);
  wait(100);
  assert.equal(turns, 3);
  stop();
  wait(100);
  assert.equal(turns, 3);
});
