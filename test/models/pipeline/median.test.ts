import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from '../../../models/pipeline/median.ts';

test('the median is the middle value, of two middle ones their mean, of none NaN; the values stay as they were', () => {
  const values = [10, 2, 33];
  assert.equal(median(values), 10);
  assert.deepEqual(values, [10, 2, 33]);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([]), Number.NaN);
});
