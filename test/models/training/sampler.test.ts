import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sampler } from '../../../models/training/augment/sample.ts';
import type { Example, ExampleStore } from '../../../models/training/dataset/examples.ts';
import { MESH_POINTS } from '../../../models/training/dataset/mesh.ts';
import { JAW, MIDDLE } from '../../../models/training/drawing/landmarks.ts';
import { Random } from '../../../models/training/random.ts';

const SIZE = 32;

/** Grey patches of 32 pixels, each with a face in its middle; all share pixels and landmarks. */
function storeOf(labels: Example['label'][]): ExampleStore {
  const examples = labels.map((label, i): Example => {
    const face: Example['face'] = {
      box: [8, 8, 16, 16],
      score: 1,
      keypoints: { rightEye: [12, 13], leftEye: [20, 13], nose: [16, 17], mouth: [16, 20] },
    } as Example['face'];
    return {
      file: `${i}.jpg`,
      source: 'test',
      label,
      foundBy: 'own' as Example['foundBy'],
      group: i,
      face,
      offset: 0,
      width: SIZE,
      height: SIZE,
      corner: [0, 0],
      mesh: 0,
      meshScore: 1,
    };
  });
  const meshes = new SharedArrayBuffer(MESH_POINTS * 3 * 4);
  const points = new Float32Array(meshes).fill(16);
  const put = (x: number, y: number, ...indices: number[]) => {
    for (const i of indices) points.set([x, y], 3 * i);
  };
  JAW.forEach((index, i) => {
    const angle = Math.PI * (1 - i / (JAW.length - 1));
    put(16 + 7 * Math.cos(angle), 14 + 10 * Math.sin(angle), index);
  });
  MIDDLE.forEach((index, i) => {
    put(16, 13 + (11 * i) / (MIDDLE.length - 1), index);
  });
  put(12, 13, 33, 133);
  put(20, 13, 362, 263);
  const pixels = new SharedArrayBuffer((SIZE * SIZE * 3) / 2);
  new Uint8Array(pixels).fill(128);
  return { examples, pixels, meshes, missed: {} };
}

test('a photo that was judged badly comes again sooner, the others still come', () => {
  const store = storeOf(['mask', 'mask', 'mask', 'mask', 'no_mask', 'incorrect']);
  const sampler = new Sampler(store, store.examples, SIZE);
  const [hard, ...easy] = store.examples.filter(({ label }) => label === 'mask');
  sampler.learnt(hard!, 3);
  for (const example of easy) sampler.learnt(example, 0.1);
  const out = new Float32Array(SIZE * SIZE * 3);
  const times = new Map<Example, number>();
  for (let i = 0; i < 2000; i++) {
    const { photographed } = sampler.draw(new Random(1, i), out);
    if (photographed?.label === 'mask') times.set(photographed, (times.get(photographed) ?? 0) + 1);
  }
  const mean = easy.reduce((sum, example) => sum + times.get(example)!, 0) / easy.length;
  // Of two out of four the hard one is among them 7 times in 16; half of the draws take the harder: .34 against .22.
  assert.ok(times.get(hard!)! > 1.25 * mean, `${times.get(hard!)} against ${mean}`);
  assert.ok(easy.every((example) => times.get(example)! > 50));
});

test('samples are the same for the same seed, and between -1 and 1', () => {
  const store = storeOf(['mask', 'no_mask', 'incorrect']);
  const draw = () => {
    const sampler = new Sampler(store, store.examples, SIZE);
    const out = new Float32Array(SIZE * SIZE * 3);
    return Array.from({ length: 40 }, (_, i) => {
      const { label } = sampler.draw(new Random(3, i), out);
      assert.ok(out.every((value) => value >= -1 && value <= 1));
      return [label, out.slice()];
    });
  };
  assert.deepEqual(draw(), draw());
});
