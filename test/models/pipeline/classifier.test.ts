import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MaskClassifier } from '../../../models/pipeline/classifier.ts';
import { LABELS } from '../../../models/pipeline/labels.ts';
import { readModelFile, startNodeBackend } from './node-models.ts';
import { noise } from './noise.ts';

let classifier: MaskClassifier;
before(async () => {
  await startNodeBackend();
  classifier = await MaskClassifier.load(readModelFile);
});
after(() => classifier.dispose());

function crop(seed: number): Float32Array {
  const { size } = classifier.manifest.input;
  const grain = noise(size * size * 3, seed);
  // Noise on a slope, so that left and right differ in more than grain.
  return Float32Array.from(grain, (value, i) => {
    const x = Math.floor(i / 3) % size;
    return Math.max(-1, Math.min(1, value / 255 - 1 + (1.5 * x) / size));
  });
}

function mirrored(pixels: Float32Array): Float32Array {
  const { size } = classifier.manifest.input;
  return Float32Array.from(pixels, (_, i) => {
    const at = Math.floor(i / 3);
    return pixels[3 * (at - (at % size) + size - 1 - (at % size)) + (i % 3)]!;
  });
}

test('a face and its mirror image get the same probabilities', async () => {
  for (const seed of [1, 2, 3]) {
    const [a] = await classifier.classify(crop(seed), 1, true);
    const [b] = await classifier.classify(mirrored(crop(seed)), 1, true);
    for (const label of LABELS) assert.ok(Math.abs(a![label] - b![label]) < 1e-5, label);
  }
});

test('a test-time flip is the mean of the logits of a crop and of its mirror image, each judged once', async () => {
  const crops = crop(6);
  const [once] = await classifier.classify(crops, 1, false);
  const [turned] = await classifier.classify(mirrored(crops), 1, false);
  const [twice] = await classifier.classify(crops, 1, true);
  const products = LABELS.map((label) => Math.sqrt(once![label] * turned![label]));
  const total = products.reduce((sum, value) => sum + value, 0);
  for (const [k, label] of LABELS.entries()) {
    assert.ok(Math.abs(products[k]! / total - twice![label]) < 1e-4, label);
  }
  assert.notDeepEqual(once, turned);
});

test('crops in one batch are judged as each alone', async () => {
  for (const flip of [false, true]) {
    const together = await classifier.classify(Float32Array.from([...crop(4), ...crop(5)]), 2, flip);
    for (const [i, seed] of [4, 5].entries()) {
      const [alone] = await classifier.classify(crop(seed), 1, flip);
      for (const label of LABELS) assert.ok(Math.abs(alone![label] - together[i]![label]) < 1e-5, label);
    }
  }
});
