import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, memory, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { KernelBuild } from '../../../../models/pipeline/kernels/build.ts';
import { loadFused } from '../../../../models/pipeline/kernels/fused-model.ts';
import { startKernels } from '../../../../models/pipeline/kernels/start.ts';
import { readModelFile, startNodeBackend } from '../node-models.ts';
import { type BlockOptions, blockNet, convolutionNet, floats, type SmallNet } from './graphs.ts';

/** Of the largest answer: rounding, in another order and once instead of twice. */
const ROUNDING = 2e-6;

/** What the mask net and the face net have, then sizes and channels that they don't have. */
const BLOCKS: BlockOptions[] = [
  { shape: [1, 48, 48, 32], outputs: 64, stride: 1, activations: ['Relu6', 'Relu6'] },
  { shape: [2, 48, 48, 64], outputs: 128, stride: 2, activations: ['Relu6', 'Relu6'] },
  { shape: [1, 24, 24, 128], outputs: 256, stride: 2, activations: ['Relu6', 'Relu6'] },
  { shape: [3, 12, 12, 256], outputs: 288, stride: 2, activations: ['Relu6', 'Relu6'] },
  { shape: [1, 6, 6, 288], outputs: 384, stride: 1, activations: ['Relu6', 'Relu6'] },
  { shape: [1, 72, 96, 24], outputs: 24, stride: 1, skip: true },
  { shape: [1, 96, 72, 24], outputs: 32, stride: 1, skip: true },
  { shape: [1, 72, 96, 32], outputs: 32, stride: 2, skip: true },
  { shape: [2, 36, 48, 40], outputs: 48, stride: 1, skip: true },
  { shape: [1, 18, 24, 80], outputs: 88, stride: 1, skip: true },
  { shape: [1, 18, 24, 88], outputs: 96, stride: 2, skip: true },
  { shape: [1, 9, 12, 96], outputs: 96, stride: 1, skip: true },
  { shape: [1, 1, 1, 4], outputs: 3, stride: 1 },
  { shape: [1, 1, 1, 8], outputs: 8, stride: 2, skip: true },
  { shape: [1, 2, 1, 8], outputs: 24, stride: 2, skip: true },
  { shape: [1, 3, 7, 12], outputs: 11, stride: 2, activations: ['', 'Relu'] },
  { shape: [2, 7, 5, 16], outputs: 16, stride: 2, skip: true },
  { shape: [3, 5, 9, 8], outputs: 9, stride: 1, skip: true },
  { shape: [1, 11, 13, 20], outputs: 5, stride: 1, activations: ['Relu', 'Relu6'] },
];
const CONVOLUTIONS = [
  convolutionNet([1, 96, 96, 3], 3, 32, 2, 'Relu6'),
  convolutionNet([2, 144, 192, 3], 5, 24, 2, 'Relu'),
  convolutionNet([1, 18, 24, 88], 1, 26, 1, ''),
  convolutionNet([1, 9, 12, 96], 1, 78, 1, ''),
  convolutionNet([2, 7, 5, 3], 3, 9, 2, 'Relu'),
  convolutionNet([1, 5, 9, 1], 5, 8, 1, ''),
  convolutionNet([2, 3, 3, 5], 1, 3, 1, 'Relu6'),
  convolutionNet([1, 4, 6, 2], 1, 8, 2, ''),
  convolutionNet([1, 1, 1, 3], 5, 10, 2, ''),
];

before(() => startNodeBackend());

for (const build of ['relaxed', 'simd'] satisfies KernelBuild[]) {
  describe(`the ${build} build answers as TF.js does`, () => {
    before(async () => {
      const { kernels, reason } = await startKernels(readModelFile, build);
      assert.equal(kernels?.build, build, reason);
    });

    for (const options of BLOCKS) {
      test(`block ${JSON.stringify(options)}`, () => same(blockNet(options)));
    }
    for (const [i, net] of CONVOLUTIONS.entries()) {
      test(`convolution ${i} of ${net.shape}`, () => same(net));
    }
  });
}

async function same({ artifacts, shape }: SmallNet): Promise<void> {
  const tensors = memory().numTensors;
  const plain = await loadGraphModel(io.fromMemory(artifacts));
  const fused = await loadFused(plain, artifacts);
  assert.ok(
    Object.keys(fused.weights).every((name) => name.endsWith('/packed')),
    'all of it was fused',
  );
  const length = shape.reduce((product, side) => product * side, 1);
  const input = tensor(floats(length, 3), shape);
  const expected = plain.execute(input) as Tensor;
  const actual = fused.execute(input) as Tensor;
  assert.deepEqual(actual.shape, expected.shape);
  const [a, b] = [await actual.data<'float32'>(), await expected.data<'float32'>()];
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0);
  assert.ok(largest > 0.01 && difference <= ROUNDING * largest, `differ by ${difference} of ${largest}`);
  for (const tensor of [input, expected, actual]) tensor.dispose();
  plain.dispose();
  fused.dispose();
  assert.equal(memory().numTensors, tensors);
}
