import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPalm } from '../../../../web/admin/pages/guide/palm.ts';

test('a hand is what is as warm as a visitor; the simulator never sees one', () => {
  const seen = (object_c: number | null, simulated: boolean) => isPalm({ object_c, simulated }, 28);
  assert.deepEqual(
    [seen(33, false), seen(28, false), seen(27.9, false), seen(null, false)],
    [true, true, false, false],
  );
  assert.equal(seen(33, true), false);
});
