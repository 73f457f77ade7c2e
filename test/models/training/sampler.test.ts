import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LABELS } from '../../../models/pipeline/labels.ts';
import { Random } from '../../../models/training/common/random.ts';
import { Sampler } from '../../../models/training/mask/sample.ts';
import { grey } from './grey.ts';

const SIZE = 32;

test('samples are the same for the same seed, and between -1 and 1', () => {
  const store = grey(['mask', 'no_mask', 'incorrect']);
  const draw = () => {
    const sampler = new Sampler(store, store.examples, SIZE);
    const out = new Float32Array(SIZE * SIZE * 3);
    return Array.from({ length: 40 }, (_, i) => {
      const label = sampler.draw(new Random(3, i), out);
      assert.ok(out.every((value) => value >= -1 && value <= 1));
      return [label, out.slice()];
    });
  };
  assert.deepEqual(draw(), draw());
});

test('the three labels come about as often as each other', () => {
  const store = grey(['mask', 'no_mask', 'incorrect']);
  const sampler = new Sampler(store, store.examples, SIZE);
  const out = new Float32Array(SIZE * SIZE * 3);
  const labels = Array.from({ length: 2000 }, (_, i) => sampler.draw(new Random(4, i), out));
  for (const label of LABELS) {
    const share = labels.filter((one) => one === label).length / labels.length;
    assert.ok(share > 0.27 && share < 0.42, `${label}: ${share}`);
  }
});
