import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Canvas, Colour } from '../../../models/training/common/canvas.ts';
import { Random } from '../../../models/training/common/random.ts';
import { THING_SIDE } from '../../../models/training/common/things.ts';
import { borrowedCloth } from '../../../models/training/drawing/borrowed.ts';
import { cutFree } from '../../../models/training/drawing/cut-free.ts';
import { dyeMask } from '../../../models/training/drawing/dye.ts';
import { drawHand } from '../../../models/training/drawing/hand.ts';
import { drawHeadwear, HEADWEAR, type Headwear } from '../../../models/training/drawing/headwear.ts';
import {
  along,
  fromFace,
  type Landmarks,
  type Point,
  toFace,
} from '../../../models/training/drawing/landmarks.ts';
import { drawMask } from '../../../models/training/drawing/mask.ts';
import { drawHeld, drawOccluder, OCCLUDERS } from '../../../models/training/drawing/occluder.ts';
import { raiseMask } from '../../../models/training/drawing/raise.ts';
import { holdThing } from '../../../models/training/drawing/thing.ts';
import { transplantMask } from '../../../models/training/drawing/transplant.ts';
import { WEARS, type Wear, wearLabel } from '../../../models/training/drawing/wear.ts';

const SIZE = 96;

/** A frontal face: eyes at y 0, nose tip near .45, mouth at .68, chin at 1. */
const FACE: Landmarks = {
  unit: 45,
  origin: [48, 34],
  right: [1, 0],
  jaw: Array.from({ length: 21 }, (_, i): Point => {
    const angle = Math.PI * (1 - i / 20);
    return [0.62 * Math.cos(angle), 0.1 + 0.9 * Math.sin(angle)];
  }),
  middle: [-0.05, 0.05, 0.15, 0.25, 0.33, 0.4, 0.45, 0.5, 0.55, 0.6, 0.75, 0.8, 0.85, 0.9, 0.95, 1].map(
    (y): Point => [0, y],
  ),
  eyes: [
    [-0.3, 0],
    [0.3, 0],
  ],
  mouth: [0, 0.68],
};

/** How much drawing changes the skin at a place of the face, 0 to 1, as a mean over many masks. */
function change(wear: Wear, place: Point): number {
  let sum = 0;
  for (let seed = 0; seed < 16; seed++) {
    const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
    drawMask(canvas, FACE, wear, new Random(seed), () => [0, 0, 0]);
    const [x, y] = fromFace(FACE, place).map((v) => Math.floor(v)) as Point;
    sum += 0.5 - canvas.rgb[3 * (y * SIZE + x)]! > 0.3 ? 1 : 0;
  }
  return sum / 16;
}

test('what is covered and what is bare belongs to the way of wearing', () => {
  const [nose, mouth, chin, eye] = [
    [0, 0.42],
    [0, 0.72],
    [0, 0.97],
    [0.3, 0],
  ] as Point[];
  const covered = (wear: Wear) => [nose!, mouth!, chin!, eye!].map((place) => change(wear, place));
  assert.deepEqual(covered('right'), [1, 1, 1, 0]);
  const [noseOut, mouthIn] = covered('noseOut');
  assert.deepEqual([noseOut, mouthIn], [0, 1]);
  const [noseBare, mouthBare, chinCovered] = covered('onChin');
  assert.equal(noseBare, 0);
  assert.ok(mouthBare! < 0.35 && chinCovered! > 0.8, `${mouthBare} ${chinCovered}`);
  assert.deepEqual(covered('oneEar').slice(0, 3), [0, 0, 0]);
  const [noseIn, , chinOut] = covered('mouthBare');
  assert.deepEqual([noseIn, chinOut], [1, 0]);
});

test('only a mask that is worn right is labelled mask', () => {
  for (const wear of WEARS) assert.equal(wearLabel(wear), wear === 'right' ? 'mask' : 'incorrect');
});

test('every occluder draws something, the same for the same seed', () => {
  for (const kind of OCCLUDERS) {
    const draw = () => {
      const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
      drawOccluder(canvas, FACE, kind, new Random(11));
      return canvas.rgb;
    };
    const once = draw();
    assert.ok(once.filter((v) => v !== 0.5).length > 500, kind);
    assert.deepEqual(draw(), once);
  }
});

test('a hand lies on the mouth in the colour of the skin, comes from the border, and most leave the eyes free', () => {
  const skin: Colour = [0.75, 0.55, 0.45];
  const count = { mouth: 0, eyes: 0, border: 0 };
  for (let seed = 0; seed < 60; seed++) {
    const canvas: Canvas = {
      size: SIZE,
      rgb: Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => skin[i % 3]!),
    };
    const clean = canvas.rgb.slice();
    drawHand(canvas, FACE, new Random(seed));
    const isDrawn = (pixel: number) =>
      [0, 1, 2].some((c) => canvas.rgb[3 * pixel + c] !== clean[3 * pixel + c]);
    const pixelAt = (place: Point) => {
      const [x, y] = fromFace(FACE, place).map(Math.floor) as Point;
      return y * SIZE + x;
    };
    const mouth = pixelAt(FACE.mouth);
    if (isDrawn(mouth)) {
      count.mouth++;
      const [red, green, blue] = canvas.rgb.subarray(3 * mouth);
      assert.ok(red! > green! && green! > blue!, `seed ${seed}: ${[red, green, blue]} is not skin`);
    }
    if (!FACE.eyes.every((eye) => isDrawn(pixelAt(eye)))) count.eyes++;
    const border = Array.from({ length: SIZE }, (_, i) => [
      i,
      (SIZE - 1) * SIZE + i,
      i * SIZE,
      i * SIZE + SIZE - 1,
    ]);
    if (border.flat().some(isDrawn)) count.border++;
  }
  assert.ok(count.mouth > 50 && count.eyes > 50 && count.border === 60, JSON.stringify(count));
});

test('what is held beside the cheek leaves eyes, nose and mouth free', () => {
  for (let seed = 0; seed < 60; seed++) {
    const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
    drawHeld(canvas, FACE, new Random(seed));
    const middle = [...FACE.eyes, ...FACE.middle, FACE.mouth];
    for (const point of middle) {
      const [x, y] = fromFace(FACE, point).map(Math.floor) as [number, number];
      assert.equal(canvas.rgb[3 * (y * SIZE + x)], 0.5, `seed ${seed} covers ${point}`);
    }
  }
});

test('face axes and crop pixels convert back and forth, rolled too', () => {
  const rolled: Landmarks = { ...FACE, right: [Math.cos(0.4), Math.sin(0.4)] };
  const [x, y] = fromFace(rolled, [0.3, 0.7]);
  const back = toFace(rolled, x, y);
  assert.ok(Math.hypot(back[0] - 0.3, back[1] - 0.7) < 1e-9);
  assert.deepEqual(along(FACE.jaw, 0.5), FACE.jaw[10]);
});

test('a borrowed cloth shows the mask of the photo and nothing around it', () => {
  const photo: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
  // The upper half of the mask is darker: what is above stays above.
  drawMask(photo, FACE, 'right', new Random(1), (_, v) => (v < 0.5 ? [0, 0, 0.3] : [0, 0, 0.9]));
  const cloth = borrowedCloth(photo, FACE);
  for (const u of [-1, -0.5, 0, 0.5, 1]) {
    for (const v of [0, 0.25, 0.5, 0.75, 1]) {
      const [red, green, blue] = cloth(u, v);
      assert.ok(red < 0.15 && green < 0.15 && blue > 0.1, `skin at ${u}, ${v}: ${[red, green, blue]}`);
    }
  }
  assert.ok(cloth(0, 0.9)[2] > 1.5 * cloth(0, 0.1)[2]);
});

test('a transplanted mask covers what its way of wearing covers, and brings its lower rim along', () => {
  const photo: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
  drawMask(photo, FACE, 'right', new Random(1), () => [0, 0, 0.9]);
  let lowered = 0;
  for (let seed = 0; seed < 16; seed++) {
    for (const [wear, noseCovered] of [
      ['right', true],
      ['noseOut', false],
    ] as const) {
      const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
      transplantMask(canvas, FACE, wear, new Random(seed), photo, FACE);
      assert.equal(isBlue(canvas, [0, 0.4]), noseCovered, `nose, ${wear}, seed ${seed}`);
      assert.ok(isBlue(canvas, [0, 0.85]), `below the mouth, ${wear}, seed ${seed}`);
      if (wear === 'noseOut' && isBlue(canvas, [0, 1.14]) && !isBlue(photo, [0, 1.14])) lowered++;
    }
  }
  assert.ok(lowered > 2, `${lowered} of 16 hang lower than in the photo`);
});

test('a raised mask covers the nose and leaves the chin bare, whether it is moved or pushed together', () => {
  const photo: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
  drawMask(photo, FACE, 'right', new Random(1), () => [0, 0, 0.9]);
  let eyes = 0;
  for (let seed = 0; seed < 24; seed++) {
    const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
    raiseMask(canvas, FACE, new Random(seed), photo, FACE);
    assert.ok(isBlue(canvas, [0, 0.42]), `nose, seed ${seed}`);
    assert.ok(!isBlue(canvas, [0, 0.95]), `chin, seed ${seed}`);
    if (isBlue(canvas, [0.1, 0])) eyes++;
  }
  assert.ok(eyes > 2 && eyes < 22, `${eyes} of 24 lie on the eyes`);
});

test('a mouth that is cut free below a mask shows skin in the colour of the masked face, and the nose stays covered', () => {
  const skin: Colour = [0.4, 0.3, 0.2];
  const filled = (gain: number): Canvas => ({
    size: SIZE,
    rgb: Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => skin[i % 3]! * gain),
  });
  let [chins, bright] = [0, 0];
  for (let seed = 0; seed < 24; seed++) {
    const canvas = filled(1);
    drawMask(canvas, FACE, 'right', new Random(1), () => [0, 0, 0.9]);
    cutFree(canvas, FACE, new Random(seed), filled(1.6), FACE);
    assert.ok(isBlue(canvas, [0, 0.42]), `nose, seed ${seed}`);
    const bare = isBlue(canvas, [0, 0.9]) ? 0.68 : 0.9;
    const [x, y] = fromFace(FACE, [0, bare]).map(Math.floor) as Point;
    const found = canvas.rgb.subarray(3 * (y * SIZE + x));
    if ([0, 1, 2].every((c) => Math.abs(found[c]! - skin[c]!) < 0.03)) bright++;
    if (!isBlue(canvas, [0, 0.97])) chins++;
  }
  assert.ok(bright > 18, `${bright} of 24 have the colour of the masked face`);
  assert.ok(chins > 12 && chins < 24, `${chins} of 24 chins are free: a hole leaves them covered`);
});

test('a thing that is held before the mouth is drawn where it is not clear, the same for the same seed', () => {
  const pixels = new SharedArrayBuffer(THING_SIDE ** 2 * 4);
  const bytes = new Uint8ClampedArray(pixels);
  // Its left half is clear.
  for (let p = 0; p < THING_SIDE ** 2; p++)
    bytes.set([0, 0, 255, p % THING_SIDE < THING_SIDE / 2 ? 0 : 255], 4 * p);
  const held = (seed: number) => {
    const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
    holdThing(canvas, FACE, { count: 1, pixels }, new Random(seed));
    return canvas.rgb;
  };
  for (let seed = 0; seed < 12; seed++) {
    const share = held(seed).filter((value, i) => i % 3 === 0 && value < 0.5).length / SIZE ** 2;
    assert.ok(share > 0.03 && share < 0.3, `seed ${seed} covers ${share}`);
    assert.deepEqual(held(seed), held(seed));
  }
});

/** Whether a place of the face shows the blue cloth of these tests. */
function isBlue(canvas: Canvas, place: Point): boolean {
  const [x, y] = fromFace(FACE, place).map((v) => Math.floor(v)) as Point;
  const [red, , blue] = canvas.rgb.subarray(3 * (y * SIZE + x));
  return blue! > red! + 0.2;
}

test('a dyed mask has another colour, and nothing beside it changes; the same for the same seed', () => {
  const skin = [0.75, 0.55, 0.45];
  const photo: Canvas = {
    size: SIZE,
    rgb: Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => skin[i % 3]!),
  };
  drawMask(photo, FACE, 'right', new Random(1), () => [0.3, 0.5, 0.8]);
  const dyed = (seed: number): Canvas => {
    const canvas = { size: SIZE, rgb: photo.rgb.slice() };
    assert.ok(dyeMask(canvas, FACE, new Random(seed)));
    return canvas;
  };
  const changed = (canvas: Canvas, place: Point) => {
    const [x, y] = fromFace(FACE, place).map((v) => Math.floor(v)) as Point;
    const at = 3 * (y * SIZE + x);
    return Math.hypot(...[0, 1, 2].map((c) => canvas.rgb[at + c]! - photo.rgb[at + c]!));
  };
  let other = 0;
  for (let seed = 0; seed < 16; seed++) {
    const canvas = dyed(seed);
    if (changed(canvas, [0.1, 0.75]) > 0.1) other++;
    for (const bare of [
      [0, -0.3],
      [0.3, 0],
      [0, 0.1],
      [0, 1.3],
    ] as Point[]) {
      assert.ok(changed(canvas, bare) < 0.05, `skin at ${bare}, seed ${seed}`);
    }
    assert.deepEqual(dyed(seed), canvas);
  }
  assert.ok(other > 10, `${other} of 16 look otherwise`);
});

test('cloth of the colour of skin is left as it is', () => {
  const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.6) };
  assert.equal(dyeMask(canvas, FACE, new Random(1)), false);
  assert.ok(canvas.rgb.every((v) => Math.abs(v - 0.6) < 1e-6));
});

/** Of many drawings of something worn over the upper face: in how many a place of the face changes. */
function coveredBy(kind: Headwear, place: Point): number {
  let count = 0;
  for (let seed = 0; seed < 12; seed++) {
    const canvas: Canvas = { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(0.5) };
    drawHeadwear(canvas, FACE, kind, new Random(seed));
    const [x, y] = fromFace(FACE, place).map((v) => Math.floor(v)) as Point;
    const at = 3 * (y * SIZE + x);
    if (canvas.rgb.subarray(at, at + 3).some((value) => value !== 0.5)) count++;
  }
  return count;
}

test('what is worn over the upper face covers the forehead or the eyes, and leaves the mouth', () => {
  for (const kind of HEADWEAR) {
    const [forehead, eye, mouth] = [[0, -0.6], [0.3, 0], FACE.mouth].map((at) =>
      coveredBy(kind, at as Point),
    );
    assert.equal(forehead! > 6, kind === 'cap', `${kind}: forehead in ${forehead} of 12`);
    assert.equal(eye! > 6, kind !== 'cap', `${kind}: eye in ${eye}`);
    assert.equal(mouth! > 0, kind === 'visor', `${kind}: mouth in ${mouth}`);
  }
});
