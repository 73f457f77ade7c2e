import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../../../models/training/common/random.ts';
import { OUTPUTS } from '../../../../models/training/detector/architecture.ts';
import { anchorLoss, focal } from '../../../../models/training/detector/loss.ts';
import type { AnchorTarget } from '../../../../models/training/detector/targets.ts';

test('the slope of the focal loss is its derivative, and no logit overflows', () => {
  fc.assert(
    fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (logit) => {
      for (const truth of [true, false]) {
        const step = 1e-5;
        const numeric = (focal(logit + step, truth).loss - focal(logit - step, truth).loss) / (2 * step);
        assert.ok(Math.abs(numeric - focal(logit, truth).slope) < 1e-6 + 1e-4 * Math.abs(numeric));
      }
    }),
  );
  for (const logit of [-1e4, 1e4])
    assert.ok(Number.isFinite(focal(logit, true).loss + focal(logit, false).slope));
});

const face: AnchorTarget = {
  kind: 'face',
  weight: 0.5,
  face: {
    box: [20, 30, 40, 40],
    keypoints: { rightEye: [30, 40], leftEye: [50, 41], nose: [40, 50], mouth: [40, 60] },
  },
};

test('the gradient of an anchor is the derivative of its loss', () => {
  fc.assert(
    fc.property(
      fc.record({
        x: fc.double({ min: 20, max: 60, noNaN: true }),
        seed: fc.double({ min: 0, max: 1e6, noNaN: true }),
      }),
      ({ x, seed }) => {
        const random = new Random(seed);
        const row = Float32Array.from({ length: OUTPUTS }, () => 8 * random.normal());
        const gradient = new Float32Array(OUTPUTS);
        const unused = new Float32Array(OUTPUTS);
        anchorLoss(row, face, x, 50, gradient, 1);
        for (let k = 0; k < OUTPUTS; k++) {
          const [more, less] = [0.02, -0.02].map((step) => {
            const moved = row.slice();
            moved[k]! += step;
            const { score, place } = anchorLoss(moved, face, x, 50, unused, 1);
            return { at: moved[k]!, loss: score + place };
          });
          const numeric = (more!.loss - less!.loss) / (more!.at - less!.at);
          assert.ok(Math.abs(numeric - gradient[k]!) < 2e-3, `output ${k}: ${gradient[k]}, not ${numeric}`);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a perfect answer costs nothing in place; an open anchor costs and teaches nothing', () => {
  const perfect = Float32Array.of(9, 0, 0, 40, 40, -10, -10, 10, -9, 0, 0, 0, 10);
  const gradient = new Float32Array(OUTPUTS);
  const { score, place } = anchorLoss(perfect, face, 40, 50, gradient, 1);
  assert.equal(place, 0);
  assert.ok(score < 1e-6);
  assert.deepEqual(anchorLoss(perfect, { kind: 'open', weight: 1 }, 40, 50, gradient, 1), {
    score: 0,
    place: 0,
  });
  assert.deepEqual([...gradient], Array(OUTPUTS).fill(0));
  assert.ok(anchorLoss(perfect, { kind: 'nothing', weight: 1 }, 40, 50, gradient, 1).score > 1);
});
