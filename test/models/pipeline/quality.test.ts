import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '../../../models/pipeline/face.ts';
import { frameBytes, frameFromI420 } from '../../../models/pipeline/frame.ts';
import { measureQuality } from '../../../models/pipeline/quality.ts';
import { noise } from './noise.ts';

const SIZE = 48;
const FRAME = frameFromI420(new Uint8Array(frameBytes(200, 200)), 200, 200);

function face(noseX: number, box: Face['box'] = [50, 50, 100, 100]): Face {
  return {
    box,
    score: 1,
    keypoints: { rightEye: [80, 80], leftEye: [120, 80], nose: [noseX, 100], mouth: [100, 120] },
  };
}
/** A crop whose value at each pixel is `value(i, j)`, grey. */
function crop(value: (i: number, j: number) => number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE * 3 }, (_, k) =>
    value(Math.floor(k / 3) % SIZE, Math.floor(k / 3 / SIZE)),
  );
}
const measure = (pixels: Float32Array, of = face(100)) => measureQuality(FRAME, of, pixels, SIZE);

test('yaw is 0 for a nose between the eyes and signed towards the side that it points to', () => {
  const grey = crop(() => 0);
  assert.equal(measure(grey).yaw, 0);
  assert.equal(measure(grey, face(130)).yaw, 0.75);
  assert.equal(measure(grey, face(70)).yaw, -0.75);
});

test('the share of the face inside the frame', () => {
  const grey = crop(() => 0);
  assert.equal(measure(grey).inside, 1);
  assert.equal(measure(grey, face(100, [-50, 50, 100, 100])).inside, 0.5);
  assert.equal(measure(grey, face(100, [300, 50, 100, 100])).inside, 0);
});

test('brightness and contrast follow the crop', () => {
  assert.ok(Math.abs(measure(crop(() => -1)).brightness) < 1e-6);
  assert.ok(Math.abs(measure(crop(() => 1)).brightness - 1) < 1e-6);
  assert.ok(measure(crop(() => 0.3)).contrast < 1e-6);
  assert.ok(Math.abs(measure(crop((i) => (i % 2 ? 1 : -1))).contrast - 0.5) < 1e-3);
});

test('blur lowers sharpness, dimming does not', () => {
  const bytes = noise(SIZE * SIZE, 5);
  const at = (i: number, j: number) => bytes[((j + SIZE) % SIZE) * SIZE + ((i + SIZE) % SIZE)]! / 127.5 - 1;
  const sharp = measure(crop(at)).sharpness;
  const dim = measure(crop((i, j) => at(i, j) * 0.5)).sharpness;
  const blurred = measure(
    crop(
      (i, j) => (at(i, j) + at(i + 1, j) + at(i, j + 1) + at(i + 1, j + 1) + at(i - 1, j) + at(i, j - 1)) / 6,
    ),
  ).sharpness;
  assert.ok(Math.abs(sharp - dim) < 0.01 * sharp, `${sharp} and ${dim}`);
  assert.ok(blurred < 0.7 * sharp, `${blurred} against ${sharp}`);
});
