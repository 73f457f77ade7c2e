import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShortRange } from '../../../../models/training/blazeface/published.ts';
import { halfToFloat, readTflite } from '../../../../models/training/blazeface/tflite.ts';

test('half precision: signs, fractions, the smallest, infinity and no number', () => {
  assert.equal(halfToFloat(0x3c00), 1);
  assert.equal(halfToFloat(0xc580), -5.5);
  assert.equal(halfToFloat(0x0001), 2 ** -24);
  assert.equal(halfToFloat(0x7bff), 65504);
  assert.equal(halfToFloat(0xfc00), -Infinity);
  assert.ok(Number.isNaN(halfToFloat(0x7e00)));
});

test('BlazeFace short range is read: its input, both outputs, filters that are widened', async () => {
  const { tensors, operators, inputs, outputs } = await readShortRange();
  assert.deepEqual(
    inputs.map((index) => tensors[index]!.shape),
    [[1, 128, 128, 3]],
  );
  assert.deepEqual(
    outputs.map((index) => tensors[index]!.shape),
    [
      [1, 896, 16],
      [1, 896, 1],
    ],
  );
  const first = tensors.find(({ name }) => name === 'conv2d/Kernel')!;
  assert.deepEqual(first.shape, [24, 5, 5, 3]);
  assert.equal(first.values!.length, 24 * 75);
  assert.ok(
    first.values!.every((value) => Math.abs(value) < 10) && first.values!.some((value) => value !== 0),
  );
  const convolution = operators.find(({ code }) => code === 3)!;
  assert.deepEqual([convolution.option(1), convolution.option(2)], [2, 2], 'strides');
});

test('other bytes are refused', () => {
  assert.throws(() => readTflite(new Uint8Array(64)), /not a TensorFlow Lite model/);
});
