import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { sampleAffine } from '../../../models/pipeline/sample.ts';
import { Random } from '../../../models/training/common/random.ts';
import type { Example } from '../../../models/training/dataset/examples.ts';
import { groupNearDuplicates } from '../../../models/training/dataset/groups.ts';
import { distance, hashPhoto } from '../../../models/training/dataset/hash.ts';
import { fromTeacher } from '../../../models/training/dataset/locate.ts';
import { cutPatch } from '../../../models/training/dataset/patch.ts';
import { splitExamples } from '../../../models/training/dataset/split.ts';

/** A smooth random picture: a sum of a few waves. */
function picture(seed: number): Uint8Array {
  const random = new Random(seed);
  const waves = Array.from({ length: 8 }, () => [
    random.between(-6, 6),
    random.between(-6, 6),
    random.between(0, 6),
  ]);
  return Uint8Array.from({ length: 1024 }, (_, i) => {
    const [x, y] = [(i % 32) / 32, Math.floor(i / 32) / 32];
    return (
      128 + 14 * waves.reduce((sum, [u, v, phase]) => sum + Math.sin(u! * x * 3 + v! * y * 3 + phase!), 0)
    );
  });
}

test('copies that are brighter or mirrored stand in one group, other pictures do not', () => {
  const one = picture(1);
  const brighter = one.map((v) => Math.min(255, v * 0.9 + 20));
  const mirrored = one.map((_, i) => one[i - (i % 32) + 31 - (i % 32)]!);
  const hashes = [one, picture(2), brighter, mirrored, picture(3)].map((grey) => hashPhoto(grey));
  assert.deepEqual([...groupNearDuplicates(hashes)], [0, 1, 0, 0, 4]);
});

test('the distance of hashes counts differing bits, the top bit too', () => {
  assert.equal(distance([0, 0], [-1, -1]), 64);
  assert.equal(distance([1 << 31, 0], [0, 1]), 2);
});

test('a group never stands on both sides of a split, and a left-out source takes its duplicates along', () => {
  const examples = Array.from({ length: 400 }, (_, i) => ({
    source: i % 4 === 0 ? 'a' : 'b',
    group: i >> 1,
  })) as Example[];
  const { train, validation } = splitExamples(examples, 5);
  const groups = new Set(train.map(({ group }) => group));
  assert.equal(train.length + validation.length, 400);
  assert.ok(validation.length > 15 && validation.length < 80);
  assert.ok(validation.every(({ group }) => !groups.has(group)));
  const without = splitExamples(examples, 5, 'a');
  const held = new Set(without.leftOut.map(({ group }) => group));
  assert.equal(without.leftOut.length, 100);
  assert.ok([...without.train, ...without.validation].every(({ group }) => !held.has(group)));
  assert.deepEqual(splitExamples(examples, 5, 'b,a').train, [], 'several sources have commas between');
});

test('a crop out of a patch equals the same crop out of the photo', () => {
  const random = new Random(8);
  const rgba = Uint8Array.from({ length: 61 * 47 * 4 }, () => random.below(256));
  const photo = frameFromRgba(rgba, 61, 47);
  const patch = cutPatch(photo, [25, 15, 10, 12], 3);
  const [whole, part] = [new Float32Array(12 * 12 * 3), new Float32Array(12 * 12 * 3)];
  sampleAffine(photo, { a: 1.3, b: 0.2, tx: 23, ty: 12 }, 12, whole);
  sampleAffine(patch.frame, { a: 1.3, b: 0.2, tx: 23 - patch.x, ty: 12 - patch.y }, 12, part);
  assert.deepEqual(part, whole);
});

test('a teacher face with too few keypoints is refused', () => {
  assert.throws(() => fromTeacher({ box: [0, 0, 9, 9], score: 1, keypoints: [[1, 1]] }), TypeError);
});
