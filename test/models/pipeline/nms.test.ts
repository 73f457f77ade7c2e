import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '../../../models/pipeline/face.ts';
import { iou, weightedNonMaxSuppression } from '../../../models/pipeline/nms.ts';

const face = (box: Face['box'], score: number): Face => {
  const middle = [box[0] + box[2] / 2, box[1] + box[3] / 2] as const;
  return { box, score, keypoints: { rightEye: middle, leftEye: middle, nose: middle, mouth: middle } };
};

test('iou is 1 for the same box, 0 apart or touching, and symmetric', () => {
  assert.equal(iou([0, 0, 10, 10], [0, 0, 10, 10]), 1);
  assert.equal(iou([0, 0, 10, 10], [10, 0, 10, 10]), 0);
  assert.equal(iou([0, 0, 10, 10], [5, 0, 10, 10]), 1 / 3);
  assert.equal(iou([5, 0, 10, 10], [0, 0, 10, 10]), 1 / 3);
});

test('overlapping faces blend by score, others stay, best first', () => {
  const faces = weightedNonMaxSuppression(
    [face([100, 100, 50, 50], 0.7), face([0, 0, 100, 100], 0.9), face([10, 0, 100, 100], 0.6)],
    0.3,
    5,
  );
  assert.equal(faces.length, 2);
  assert.equal(faces[0]!.score, 0.9);
  assert.ok(Math.abs(faces[0]!.box[0] - 4) < 1e-9, 'x is (0·0.9 + 10·0.6) / 1.5');
  assert.deepEqual(faces[1]!.box, [100, 100, 50, 50]);
});

test('no more than the asked number is kept', () => {
  const many = Array.from({ length: 20 }, (_, i) => face([i * 100, 0, 50, 50], 0.5 + i / 100));
  assert.equal(weightedNonMaxSuppression(many, 0.3, 12).length, 12);
});
