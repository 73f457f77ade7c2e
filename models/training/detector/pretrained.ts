import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FIRST_CHANNELS, PUBLISHED_BLOCKS } from '../blazeface/architecture.ts';
import { type DetectorArchitecture, OUTPUTS } from './architecture.ts';
import { readTflite, type TfliteModel } from './tflite.ts';

/** BlazeFace short range as the npm package `@mediapipe/face_detection` ships it (Apache 2.0). */
export async function readShortRange(): Promise<TfliteModel> {
  const require = createRequire(import.meta.url);
  return readTflite(
    await readFile(require.resolve('@mediapipe/face_detection/face_detection_short_range.tflite')),
  );
}

/**
 * The published weights in our layout. The bias of a depthwise convolution goes through the pointwise one
 * behind it, between which there is nothing. The outputs of the two ears are left out.
 */
export function pretrainedWeights(
  architecture: DetectorArchitecture,
  model: TfliteModel,
): Float32Array<ArrayBuffer> {
  const named = (name: string) => {
    const values = model.tensors.find((tensor) => tensor.name === name)?.values;
    if (!values) throw new Error(`the model has no ${name}: it is not BlazeFace short range`);
    return values;
  };
  const weights = new Float32Array(architecture.total);
  scatter(weights, architecture.first, FIRST_CHANNELS, named('conv2d/Kernel'), 75, (output) => output);
  weights.set(named('conv2d/Bias'), architecture.firstBias);
  let published = FIRST_CHANNELS;
  architecture.blocks.forEach(({ inputs, outputs, depthwise, pointwise, bias }, i) => {
    const outs = PUBLISHED_BLOCKS[i]![1];
    const suffix = i === 0 ? '' : `_${i}`;
    const spatial = named(`depthwise_conv2d${suffix}/Kernel`);
    for (let k = 0; k < spatial.length; k++) {
      weights[depthwise + Math.floor(k / published) * inputs + (k % published)] = spatial[k]!;
    }
    const matrix = named(`conv2d_${i + 1}/Kernel`);
    scatter(weights, pointwise, outputs, matrix, published, (output) => output);
    const before = named(`depthwise_conv2d${suffix}/Bias`);
    named(`conv2d_${i + 1}/Bias`).forEach((value, o) => {
      let sum = value;
      for (let k = 0; k < published; k++) sum += matrix[o * published + k]! * before[k]!;
      weights[bias + o] = sum;
    });
    published = outs;
  });
  for (const { stride, channels, columns, matrix, bias, anchors } of architecture.heads) {
    const parts = [
      { name: `classificator_${stride}`, each: 1, keep: 1, from: 0 },
      { name: `regressor_${stride}`, each: 16, keep: OUTPUTS - 1, from: 1 },
    ];
    for (const { name, each, keep, from } of parts) {
      const column = (output: number) =>
        output % each < keep ? Math.floor(output / each) * OUTPUTS + from + (output % each) : undefined;
      scatter(weights, matrix, columns, named(`${name}/Kernel`), channels, column);
      named(`${name}/Bias`).forEach((value, o) => {
        const to = column(o);
        if (to !== undefined) weights[bias + to] = value;
      });
      if (named(`${name}/Bias`).length !== each * anchors.length)
        throw new Error(`${name} has other anchors`);
    }
  }
  return weights;
}

/** A filter [outputs, rows] becomes [rows, columns]; `column` says where an output goes, if anywhere. */
function scatter(
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
