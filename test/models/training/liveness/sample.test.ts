import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../../models/training/common/random.ts';
import { LivenessSampler, plainLivenessCrop } from '../../../../models/training/liveness/sample.ts';
import { paintedStore } from './painted-store.ts';

const SIZE = 48;
const store = paintedStore(3);

function samples(count: number, seed: number) {
  const sampler = new LivenessSampler(store, store.examples, SIZE);
  const out = new Float32Array(SIZE * SIZE * 3);
  return Array.from({ length: count }, (_, i) => {
    const kind = sampler.draw(new Random(seed, i), out);
    return { kind, pixels: out.slice() };
  });
}

test('samples are the same for the same seed, others for another, and between -1 and 1', () => {
  const first = samples(30, 3);
  assert.deepEqual(samples(30, 3), first);
  assert.notDeepEqual(samples(30, 4), first);
  for (const { pixels } of first) assert.ok(pixels.every((value) => value >= -1 && value <= 1));
});

test('half of the samples are live, the others on screens and paper', () => {
  const kinds = samples(600, 5).map(({ kind }) => kind);
  const share = (kind: string) => kinds.filter((one) => one === kind).length / kinds.length;
  assert.ok(Math.abs(share('live') - 0.5) < 0.07);
  assert.ok(share('screen') > 0.2 && share('paper') > 0.15);
});

test('a face whose crop leaves its photo is not used: the photo ends there', () => {
  const near = { ...store.examples[0]!, width: 96 };
  const { usable } = new LivenessSampler(store, [...store.examples.slice(1), near], SIZE);
  assert.deepEqual(
    usable.map(({ file }) => file),
    ['1.jpg', '2.jpg'],
  );
  assert.throws(() => new LivenessSampler(store, [near], SIZE), /room/);
});

test('the plain crop shows the photo and nothing else', () => {
  const out = new Float32Array(SIZE * SIZE * 3).fill(-1);
  plainLivenessCrop(store, store.examples[0]!, SIZE, out);
  for (let p = 0; p < out.length; p += 3) assert.ok(out.subarray(p, p + 3).some((value) => value > -1));
});
