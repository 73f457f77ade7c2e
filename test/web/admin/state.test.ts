import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failed, succeeded } from '../../../web/admin/state/resource.ts';
import { Throttle } from '../../../web/admin/state/throttle.ts';

test('a failure keeps the last good data, a success clears the failure', () => {
  const good = succeeded([1], 5);
  assert.deepEqual(failed(good, 'unreachable'), { data: [1], at: 5, error: 'unreachable' });
  assert.equal(succeeded([2], 6).error, null);
});

test('the throttle runs at once, then once more for all calls in the pause', async () => {
  let runs = 0;
  let wake: () => void = () => assert.fail('no pause was asked for');
  const throttle = new Throttle(async () => void runs++, 1000, {
    after: (_ms, run) => {
      wake = run;
      return () => undefined;
    },
  });
  for (let i = 0; i < 5; i++) throttle.call();
  await new Promise(setImmediate);
  assert.equal(runs, 1);
  wake();
  await new Promise(setImmediate);
  assert.equal(runs, 2);
  wake();
  await new Promise(setImmediate);
  assert.equal(runs, 2);
});
