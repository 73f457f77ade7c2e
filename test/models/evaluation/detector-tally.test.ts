import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DetectorTally, type TalliedFace } from '../../../models/evaluation/detector-tally.ts';
import type { Face } from '../../../models/pipeline/face.ts';

const face = (rest: Partial<TalliedFace>): TalliedFace => ({
  source: 'own',
  label: 'mask',
  hard: false,
  score: 0.9,
  called: 'mask',
  ...rest,
});
const imagined = (score: number): Face => ({
  box: [0, 0, 9, 9],
  score,
  keypoints: { rightEye: [0, 0], leftEye: [0, 0], nose: [0, 0], mouth: [0, 0] },
});

test('a face below the score that is shown is missed, and what the mask model said of it does not count', () => {
  const tally = new DetectorTally('one', 0.5);
  tally.face(face({}));
  tally.face(face({ score: 0.4, called: 'no_mask', hard: true }));
  tally.face(face({ label: 'no_mask', called: 'mask' }));
  tally.face(face({ label: 'incorrect', called: undefined, score: 0 }));
  tally.photo([imagined(0.36), imagined(0.7)]);
  tally.photo([]);
  tally.faceless([imagined(0.5)]);
  const report = tally.report();
  assert.match(report, / mask: 50\.0 % \(.*1 of 2\); hard 0\.0 % \(.*0 of 1\)/);
  assert.match(report, /bare called mask 100\.0 % .*masks refused 0\.0 % .*worn wrong called mask none/);
  assert.match(report, /score 0\.35: 100\.0 \/ 100\.0 \/ 0\.0 %, false 1\.0000 a photo, 1\.0000 a frame/);
  assert.match(report, /score 0\.5: 50\.0 \/ 100\.0 \/ 0\.0 %, false 0\.5000 a photo, 1\.0000 a frame/);
  assert.match(report, /score 0\.65: 50\.0 .*false 0\.5000 a photo, 0\.0000 a frame/);
});
