import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../../../../models/pipeline/face.ts';
import { detectorArchitecture } from '../../../../models/training/detector/architecture.ts';
import type { SceneFace } from '../../../../models/training/detector/composer.ts';
import { Targets } from '../../../../models/training/detector/targets.ts';

const targets = new Targets(detectorArchitecture(), 192, 144);

function faceAt(x: number, y: number, side: number): SceneFace {
  const point: [number, number] = [x, y];
  return {
    box: [x - side / 2, y - side / 2, side, side],
    keypoints: { rightEye: point, leftEye: point, nose: point, mouth: point },
  };
}

test('there is one target an anchor: 24×18 cells of two, 12×9 of six', () => {
  assert.equal(targets.assign({ faces: [], unsure: [] }).length, 24 * 18 * 2 + 12 * 9 * 6);
});

test('faces of every size and place have anchors, small ones fine and large ones coarse', () => {
  for (const side of [13, 20, 29, 45, 70, 111, 140]) {
    for (const [x, y] of [
      [96, 72],
      [61.3, 49.9],
      [20, 130],
    ] as const) {
      const assigned = targets.assign({ faces: [faceAt(x, y, side)], unsure: [] });
      const own = assigned.flatMap(({ kind }, i) => (kind === 'face' ? [i] : []));
      assert.ok(own.length > 0, `a face of ${side} at ${x}, ${y} has an anchor`);
      if (side <= 24) assert.ok(own.every((i) => i < 864));
      if (side >= 60) assert.ok(own.every((i) => i >= 864));
      const weight = own.reduce((sum, i) => sum + assigned[i]!.weight, 0);
      assert.ok(weight <= 6 + 1e-9, 'a large face does not weigh more');
    }
  }
});

test('two faces in one scene have their own anchors', () => {
  const faces = [faceAt(40, 60, 40), faceAt(140, 80, 60)];
  const assigned = targets.assign({ faces, unsure: [] });
  for (const face of faces) assert.ok(assigned.some((target) => target.face === face));
});

test('anchors at an unsure region are left open, others are taught that nothing is there', () => {
  const unsure: Box = [60, 50, 40, 40];
  const assigned = targets.assign({ faces: [], unsure: [unsure] });
  const open = assigned.filter(({ kind }) => kind === 'open').length;
  assert.ok(open > 20 && open < 200, `${open} are open`);
  assert.ok(assigned.every(({ kind }) => kind !== 'face'));
});
