import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceCrop, supersamplingOf } from '../../../models/pipeline/align.ts';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { letterbox, sampleAffine, wholeFrame } from '../../../models/pipeline/sample.ts';

/** A frame whose luma rises from left to right and is grey. */
function ramp(width: number, height: number) {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rgba.fill(Math.round((x * 255) / (width - 1)), 4 * (y * width + x), 4 * (y * width + x) + 4);
  }
  return frameFromRgba(rgba, width, height);
}

test('the letterbox keeps proportions and blackens the bars', () => {
  const frame = ramp(64, 48);
  const out = new Float32Array(32 * 32 * 3);
  sampleAffine(frame, letterbox(wholeFrame(frame), 32), 32, out);
  const luma = (i: number, j: number) => out[3 * (j * 32 + i)]!;
  assert.equal(luma(16, 3), -1, 'above the picture');
  assert.equal(luma(16, 28), -1, 'below the picture');
  assert.ok(luma(16, 4) > -0.1, 'the first row of the picture');
  assert.ok(Math.abs(luma(8, 16) - (2 * (8.5 / 32) - 1)) < 0.03, 'a quarter to the right, a quarter bright');
});

test('sampling is linear between pixels', () => {
  const frame = ramp(64, 64);
  const out = new Float32Array(64 * 64 * 3);
  sampleAffine(frame, { a: 0.5, b: 0, tx: 16, ty: 16 }, 64, out);
  const row = Array.from({ length: 64 }, (_, i) => out[3 * (32 * 64 + i)]!);
  const steps = row.slice(1).map((value, i) => value - row[i]!);
  for (const step of steps) assert.ok(Math.abs(step - 1 / 63) < 0.012, `step ${step}`);
});

test('a crop of an upright face is centred on its box; a rolled one is levelled', () => {
  const upright = faceCrop(
    {
      box: [100, 50, 80, 100],
      score: 1,
      keypoints: { rightEye: [120, 80], leftEye: [160, 80], nose: [140, 100], mouth: [140, 120] },
    },
    64,
    1.3,
  );
  const at = (map: typeof upright, i: number, j: number) => [
    map.a * i - map.b * j + map.tx,
    map.b * i + map.a * j + map.ty,
  ];
  assert.deepEqual(at(upright, 32, 32).map(Math.round), [140, 100]);
  assert.deepEqual(at(upright, 0, 0).map(Math.round), [75, 35], '1.3 × the longer side, half each way');

  const rolled = faceCrop(
    {
      box: [100, 50, 80, 100],
      score: 1,
      keypoints: { rightEye: [130, 60], leftEye: [150, 100], nose: [0, 0], mouth: [0, 0] },
    },
    64,
    1.3,
  );
  const direction = Math.atan2(rolled.b, rolled.a);
  assert.ok(Math.abs(direction - Math.atan2(40, 20)) < 1e-9, 'the crop’s x axis runs along the eyes');
  assert.deepEqual(at(rolled, 32, 32).map(Math.round), [140, 100], 'roll turns about the middle');
});

test('only crops that shrink the picture take more than one sample', () => {
  assert.equal(supersamplingOf({ a: 1, b: 0, tx: 0, ty: 0 }), 1);
  assert.equal(supersamplingOf({ a: 1.2, b: 1.2, tx: 0, ty: 0 }), 2);
});
