import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../../../models/pipeline/face.ts';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { letterbox, sampleAffine } from '../../../models/pipeline/sample.ts';
import { TURNS, type Turn, turnBox, turnSize } from '../../../models/pipeline/turn.ts';

/** A bright square of `box` on black. */
function square([x, y, w, h]: Box, width: number, height: number) {
  const rgba = new Uint8Array(width * height * 4);
  for (let j = y; j < y + h; j++)
    for (let i = x; i < x + w; i++) rgba.fill(255, 4 * (j * width + i), 4 * (j * width + i) + 4);
  return frameFromRgba(rgba, width, height);
}

test('a turned frame shows a box where the turned box says', () => {
  const box: Box = [4, 8, 8, 6];
  const [width, height] = [40, 24];
  for (const turn of TURNS) {
    const [columns, rows] = turnSize(width, height, turn);
    const out = new Float32Array(columns * rows * 3);
    sampleAffine(
      square(box, width, height),
      letterbox([0, 0, width, height], columns, rows, turn),
      columns,
      out,
      1,
      rows,
    );
    const [x, y, w, h] = turnBox(box, width, height, turn);
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const inside = i >= x && i < x + w && j >= y && j < y + h;
        assert.equal(out[3 * (j * columns + i)]! > 0, inside, `${turn}°, ${i}, ${j}`);
      }
    }
  }
});

test('four turns by 90° are none', () => {
  const box: Box = [3, 5, 20, 10];
  let turned = box;
  let size: [number, number] = [64, 48];
  for (let i = 0; i < 4; i++) {
    turned = turnBox(turned, ...size, 90);
    size = turnSize(...size, 90 as Turn);
  }
  assert.deepEqual(turned, box);
});
