import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceCrop } from '../../../../models/pipeline/align.ts';
import type { Canvas } from '../../../../models/training/common/canvas.ts';
import { Random } from '../../../../models/training/common/random.ts';
import { type Carrier, randomCarrier } from '../../../../models/training/liveness/carrier.ts';
import { COVER, composite } from '../../../../models/training/liveness/composite.ts';
import { onPlane, planeOf } from '../../../../models/training/liveness/plane.ts';
import { drawBehind } from '../../../../models/training/liveness/surroundings.ts';
import { reproduce, surface } from '../../../../models/training/liveness/texture.ts';

const SIZE = 40;
const FLAT = {
  size: SIZE,
  scale: 2,
  roll: 0,
  turn: [0, 0] as const,
  distance: 5,
  shift: [0, 0] as const,
};

function canvas(size: number, value: number): Canvas {
  return { size, rgb: new Float32Array(size * size * 3).fill(value) };
}

function shares() {
  return { sheet: new Float32Array(SIZE * SIZE), carrier: new Float32Array(SIZE * SIZE) };
}

test('a plane that is not turned is the crop that the pipeline cuts', () => {
  const face = {
    box: [10, 20, 30, 30] as [number, number, number, number],
    score: 1,
    keypoints: {
      rightEye: [18, 30],
      leftEye: [32, 34],
      nose: [25, 36],
      mouth: [25, 44],
    } as const,
  };
  const { a, b, tx, ty } = faceCrop(face, SIZE, 2);
  const plane = planeOf({ ...FLAT, roll: Math.atan2(4, 14) });
  for (const [x, y] of [
    [0, 0],
    [40, 3],
    [17, 31],
  ] as const) {
    const [p, q] = onPlane(plane, x, y);
    assert.ok(Math.abs(25 + 30 * p - (a * x - b * y + tx)) < 1e-9);
    assert.ok(Math.abs(35 + 30 * q - (b * x + a * y + ty)) < 1e-9);
  }
});

test('a turned plane keeps the face in the middle, and its far side is smaller', () => {
  const plane = planeOf({ ...FLAT, turn: [0, 0.4] });
  const [p, q] = onPlane(plane, SIZE / 2, SIZE / 2);
  assert.ok(Math.hypot(p, q) < 1e-9);
  const [left] = onPlane(plane, 0, SIZE / 2);
  const [right] = onPlane(plane, SIZE, SIZE / 2);
  assert.ok(Math.abs(-left - right) > 0.1);
});

test('a carrier hides the background where it is, and shows it where it is not', () => {
  const carrier: Carrier = {
    kind: 'screen',
    picture: [-0.5, -0.5, 0.5, 0.5],
    sheet: [-0.5, -0.5, 0.5, 0.5],
    sheetColour: [0, 0, 0],
    body: [-0.7, -0.7, 0.7, 0.7],
    bodyColour: [0.1, 0.1, 0.1],
    radius: 0.1,
    fingers: [],
  };
  const out = canvas(SIZE, 0.9);
  const covered = shares();
  composite(out, canvas(64, 0.5), planeOf(FLAT), carrier, covered);
  const at = (x: number, y: number) => out.rgb[3 * (y * SIZE + x)]!;
  assert.ok(Math.abs(at(20, 20) - 0.5) < 1e-6, 'picture');
  assert.ok(Math.abs(at(8, 20) - 0.1) < 1e-6, 'bezel');
  assert.ok(Math.abs(at(2, 20) - 0.9) < 1e-6, 'background');
  assert.equal(covered.sheet[20 * SIZE + 20], 1);
  assert.equal(covered.sheet[20 * SIZE + 8], 0);
});

for (const kind of ['screen', 'paper'] as const) {
  test(`${kind}: every attack changes the picture, the same for the same seed`, () => {
    const attack = (seed: number) => {
      const random = new Random(seed);
      const picture = canvas(64, 0.6);
      const out = canvas(SIZE, 0.3);
      const covered = shares();
      const plane = planeOf({ ...FLAT, turn: [0.2, -0.3] });
      reproduce(kind, picture, random);
      composite(out, picture, plane, randomCarrier(kind, [-2, -2, 2, 2], random), covered);
      surface(kind, out, plane, covered, random);
      assert.ok(out.rgb.every(Number.isFinite));
      return out.rgb;
    };
    for (let seed = 0; seed < 20; seed++) {
      const once = attack(seed);
      assert.deepEqual(attack(seed), once);
      assert.ok(once.some((value) => Math.abs(value - 0.3) > 0.02));
    }
  });
}

test('things behind a person leave the face alone', () => {
  for (let seed = 0; seed < 20; seed++) {
    const picture = canvas(96, 0.5);
    drawBehind(picture, 0, new Random(seed));
    const half = Math.floor((0.45 / COVER) * 96);
    for (let y = 48 - half; y < 48 + half; y++) {
      for (let x = 48 - half; x < 48 + half; x++) assert.equal(picture.rgb[3 * (y * 96 + x)], 0.5);
    }
  }
});
