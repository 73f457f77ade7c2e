import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Random } from '../common/random.ts';
import { type Architecture, FIRST_CHANNELS, PUBLISHED_BLOCKS } from './architecture.ts';
import { readTflite, type TfliteModel } from './tflite.ts';

/** BlazeFace short range as the npm package `@mediapipe/face_detection` ships it (Apache 2.0). */
export async function readShortRange(): Promise<TfliteModel> {
  const require = createRequire(import.meta.url);
  return readTflite(
    await readFile(require.resolve('@mediapipe/face_detection/face_detection_short_range.tflite')),
  );
}

/** The values of a tensor. @throws when the model has none of that name */
export function published(model: TfliteModel, name: string) {
  const values = model.tensors.find((tensor) => tensor.name === name)?.values;
  if (!values) throw new Error(`the model has no ${name}: it is not BlazeFace short range`);
  return values;
}

/**
 * The published weights of the blocks in our layout; the heads stay zero. The bias of a depthwise convolution goes
 * through the pointwise one behind it, between which there is nothing.
 */
export function publishedBlocks(architecture: Architecture, model: TfliteModel): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(architecture.total);
  const same = (output: number) => output;
  scatter(weights, architecture.first, FIRST_CHANNELS, published(model, 'conv2d/Kernel'), 75, same);
  weights.set(published(model, 'conv2d/Bias'), architecture.firstBias);
  let before = FIRST_CHANNELS;
  architecture.blocks.forEach(({ inputs, outputs, depthwise, pointwise, bias }, i) => {
    const suffix = i === 0 ? '' : `_${i}`;
    const spatial = published(model, `depthwise_conv2d${suffix}/Kernel`);
    for (let k = 0; k < spatial.length; k++) {
      weights[depthwise + Math.floor(k / before) * inputs + (k % before)] = spatial[k]!;
    }
    const matrix = published(model, `conv2d_${i + 1}/Kernel`);
    scatter(weights, pointwise, outputs, matrix, before, same);
    const spatialBias = published(model, `depthwise_conv2d${suffix}/Bias`);
    published(model, `conv2d_${i + 1}/Bias`).forEach((value, o) => {
      let sum = value;
      for (let k = 0; k < before; k++) sum += matrix[o * before + k]! * spatialBias[k]!;
      weights[bias + o] = sum;
    });
    before = PUBLISHED_BLOCKS[i]![1];
  });
  return weights;
}

/** Lets channels that were added to the published ones come alive: what is zero in the blocks' filters begins small. */
export function enliven({ blocks }: Architecture, weights: Float32Array, random: Random): void {
  for (const { inputs, outputs, depthwise, pointwise } of blocks) {
    for (let i = depthwise; i < pointwise + inputs * outputs; i++) {
      if (weights[i] === 0) weights[i] = 0.02 * random.normal();
    }
  }
}

/** A filter [outputs, rows] becomes [rows, columns]; `column` says where an output goes, if anywhere. */
export function scatter(
  weights: Float32Array,
  at: number,
  columns: number,
  filter: Float32Array,
  rows: number,
  column: (output: number) => number | undefined,
): void {
  for (let i = 0; i < filter.length; i++) {
    const to = column(Math.floor(i / rows));
    if (to !== undefined) weights[at + (i % rows) * columns + to] = filter[i]!;
  }
}
