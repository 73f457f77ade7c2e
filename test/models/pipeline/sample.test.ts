import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceCrop, supersamplingOf } from '../../../models/pipeline/align.ts';
import {
  type Frame,
  frameBytes,
  frameFromI420,
  frameFromNv12,
  frameFromRgba,
} from '../../../models/pipeline/frame.ts';
import { letterbox, type Similarity, sampleAffine, wholeFrame } from '../../../models/pipeline/sample.ts';
import { noise } from './noise.ts';

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

/** One sample, by the definition: bilinear luma, the nearest chroma, black outside. */
function sampleAt(frame: Frame, x: number, y: number): [number, number, number] {
  const [right, bottom] = [frame.width - 1, frame.height - 1];
  if (x < -0.5 || y < -0.5 || x > right + 0.5 || y > bottom + 0.5) return [-1, -1, -1];
  const inside = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const [u, v] = [inside(x, right), inside(y, bottom)];
  const luma = (i: number, j: number) => frame.y[inside(j, bottom) * frame.yStride + inside(i, right)]!;
  const [i, j] = [Math.floor(u), Math.floor(v)];
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  const top = mix(luma(i, j), luma(i + 1, j), u - i);
  const grey =
    ((mix(top, mix(luma(i, j + 1), luma(i + 1, j + 1), u - i), v - j) - 16) * 255) / 219 / 127.5 - 1;
  const chroma = (Math.floor(v + 0.5) >> 1) * frame.uvStride + (Math.floor(u + 0.5) >> 1) * frame.uvStep;
  const [cu, cv] = [frame.u, frame.v].map((plane) => ((plane[chroma]! - 128) * 255) / 224 / 127.5);
  return [grey + 1.402 * cv!, grey - 0.344136 * cu! - 0.714136 * cv!, grey + 1.772 * cu!];
}

test('every pixel is the mean of its samples, inside of the frame, at its edges and beyond', () => {
  const [width, height, columns, rows] = [40, 30, 24, 16];
  const bytes = noise(frameBytes(width, height), 5);
  const maps: Similarity[] = [
    { a: 1.2, b: 0, tx: 2, ty: 3 },
    { a: 2.1, b: 0, tx: -4, ty: -2 },
    { a: 0.9, b: 0.7, tx: 12, ty: -6 },
    { a: -0.8, b: -0.6, tx: 20, ty: 28 },
    { a: 0, b: -1.5, tx: 3, ty: 33 },
    { a: 0.3, b: 0, tx: 500, ty: 3 },
  ];
  for (const frame of [frameFromI420(bytes, width, height), frameFromNv12(bytes, width, height)]) {
    for (const map of maps) {
      for (const supersampling of [1, 2]) {
        const out = new Float32Array(columns * rows * 3).fill(Number.NaN);
        sampleAffine(frame, map, columns, out, supersampling, rows);
        const { a, b, tx, ty } = map;
        const offsets = supersampling === 1 ? [0.5] : [0.25, 0.75];
        for (let at = 0; at < columns * rows; at++) {
          const [i, j] = [at % columns, Math.floor(at / columns)];
          const samples = offsets.flatMap((dj) =>
            offsets.map((di) => {
              const [u, v] = [i + di, j + dj];
              return sampleAt(frame, a * u - b * v + tx - 0.5, b * u + a * v + ty - 0.5);
            }),
          );
          for (const c of [0, 1, 2]) {
            const mean = samples.reduce((sum, sample) => sum + sample[c]!, 0) / samples.length;
            const wanted = Math.max(-1, Math.min(1, mean));
            assert.ok(Math.abs(out[3 * at + c]! - wanted) < 1e-5, JSON.stringify({ map, i, j, c }));
          }
        }
      }
    }
  }
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
