import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameBytes, frameFromI420, frameFromNv12, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { letterbox, sampleAffine, wholeFrame } from '../../../models/pipeline/sample.ts';
import { noise } from './noise.ts';

const WIDTH = 62;
const HEIGHT = 46;

function nv12From(i420: Uint8Array): Uint8Array {
  const luma = WIDTH * HEIGHT;
  const plane = (WIDTH / 2) * (HEIGHT / 2);
  const out = i420.slice();
  for (let i = 0; i < plane; i++) {
    out[luma + 2 * i] = i420[luma + i]!;
    out[luma + 2 * i + 1] = i420[luma + plane + i]!;
  }
  return out;
}

test('I420 and NV12 of the same picture sample to the same values', () => {
  const bytes = noise(frameBytes(WIDTH, HEIGHT), 1);
  const planar = frameFromI420(bytes, WIDTH, HEIGHT);
  const packed = frameFromNv12(nv12From(bytes), WIDTH, HEIGHT);
  const a = new Float32Array(32 * 32 * 3);
  const b = new Float32Array(32 * 32 * 3);
  sampleAffine(planar, letterbox(wholeFrame(planar), 32), 32, a);
  sampleAffine(packed, letterbox(wholeFrame(packed), 32), 32, b);
  assert.deepEqual(a, b);
});

test('a colour survives the way through the camera format within 2 of 255', () => {
  for (const colour of [
    [255, 255, 255],
    [0, 0, 0],
    [200, 30, 40],
    [20, 180, 60],
    [10, 40, 220],
    [128, 128, 128],
  ]) {
    const rgba = new Uint8Array(16 * 16 * 4);
    for (let i = 0; i < 256; i++) rgba.set([...colour, 255], 4 * i);
    const frame = frameFromRgba(rgba, 16, 16);
    const out = new Float32Array(8 * 8 * 3);
    sampleAffine(frame, letterbox(wholeFrame(frame), 8), 8, out);
    colour.forEach((value, c) => {
      const back = (out[3 * 27 + c]! + 1) * 127.5;
      assert.ok(Math.abs(back - value) <= 2, `${colour} channel ${c} came back as ${back}`);
    });
  }
});

test('odd sizes round chroma up and a short buffer is refused', () => {
  assert.equal(frameBytes(5, 3), 15 + 2 * 3 * 2);
  const rgba = new Uint8Array(5 * 3 * 4).fill(90);
  assert.equal(frameFromRgba(rgba, 5, 3).u.length, 6);
  assert.throws(() => frameFromI420(new Uint8Array(20), 5, 3), /needs 27 bytes, got 20/);
  assert.throws(() => frameFromRgba(rgba, 5, 4), /has 80 bytes, not 60/);
});
