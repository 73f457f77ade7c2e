import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Network } from '../../../../models/training/blazeface/network.ts';
import { readShortRange } from '../../../../models/training/blazeface/published.ts';
import type { TfliteModel } from '../../../../models/training/blazeface/tflite.ts';
import { Random } from '../../../../models/training/common/random.ts';
import {
  type DetectorArchitecture,
  detectorArchitecture,
  OUTPUTS,
} from '../../../../models/training/detector/architecture.ts';
import { pretrainedWeights } from '../../../../models/training/detector/pretrained.ts';
import { Arena, compileKernels } from '../../../../models/training/kernels/kernels.ts';
import { reference, takeFrom } from '../reference.ts';
import { tensorflow } from '../tensorflow.ts';
import type { Tensor, Tensor1D, Tensor4D } from '../trainable.ts';

const tf = await tensorflow();

const architecture = detectorArchitecture();
let kernels: WebAssembly.Module;

before(async () => {
  kernels = await compileKernels();
});

test('at 128 px our forward pass answers like the published graph, run operator by operator', async () => {
  const model = await readShortRange();
  const network = new Network(...prepared(128, 128));
  const image = imageOf(128 * 128 * 3);
  arena.view(network.weights, architecture.total).set(pretrainedWeights(architecture, model));
  arena.view(network.image, image.length).set(image);
  network.forward();

  const [regressors, scores] = runTflite(model, tf.tensor4d(image, [1, 128, 128, 3]));
  assert.deepEqual(regressors!.shape, [1, 896, 16]);
  const [expectedRows, expectedScores] = [await regressors!.data(), await scores!.data()];
  let row = 0;
  architecture.heads.forEach(({ columns, anchors }, k) => {
    const { answers, cells } = network.heads[k]!;
    const own = arena.view(answers, cells * columns);
    for (let cell = 0; cell < cells; cell++) {
      for (let a = 0; a < anchors.length; a++, row++) {
        const at = cell * columns + a * OUTPUTS;
        near(own[at]!, expectedScores[row]!, `score ${row}`);
        for (let i = 0; i < OUTPUTS - 1; i++)
          near(own[at + 1 + i]!, expectedRows[16 * row + i]!, `row ${row}`);
      }
    }
  });
  assert.equal(row, 896);
});

test('every gradient equals that of the CPU backend of TensorFlow.js', async () => {
  const network = new Network(...prepared(32, 48));
  const random = new Random(5);
  const weights = Float32Array.from({ length: architecture.total }, () => random.normal() * 0.2);
  const image = imageOf(32 * 48 * 3);
  arena.view(network.weights, weights.length).set(weights);
  arena.view(network.image, image.length).set(image);
  const towards = network.heads.map(({ cells }, k) =>
    Float32Array.from({ length: cells * architecture.heads[k]!.columns }, () => random.normal()),
  );
  network.forward();
  network.heads.forEach(({ gradient }, k) => {
    arena.view(gradient, towards[k]!.length).set(towards[k]!);
  });
  network.prepareBackward();
  network.backward();

  const expected = tf.grad((flat: Tensor) =>
    reference(tf, architecture, tf.tensor4d(image, [1, 48, 32, 3]), takeFrom(flat as Tensor1D))
      .map((answers, k) => answers.reshape([-1]).dot(tf.tensor1d(towards[k]!)))
      .reduce((sum, part) => sum.add(part)),
  )(tf.tensor1d(weights));
  const own = arena.view(network.gradient, weights.length);
  const values = await expected.data();
  const scale = Math.sqrt(
    (values as Float32Array).reduce((sum, value) => sum + value * value, 0) / values.length,
  );
  assert.ok(scale > 0);
  for (let i = 0; i < values.length; i++) {
    const wrong = Math.abs(own[i]! - values[i]!) / (scale + Math.abs(values[i]!));
    assert.ok(wrong < 2e-4, `gradient ${i}: ${own[i]} instead of ${values[i]}`);
  }
});

test('sizes that the strides do not divide are refused', () => {
  assert.throws(() => new Network(...prepared(100, 96)), /multiples of 16/);
});

let arena: Arena;
function prepared(width: number, height: number): [Arena, DetectorArchitecture, number, number] {
  arena = new Arena(kernels);
  return [arena, architecture, width, height];
}

/** Smooth waves and noise, so that all filters have something to see. */
function imageOf(length: number): Float32Array {
  const random = new Random(9);
  return Float32Array.from({ length }, (_, i) => 0.6 * Math.sin(i / 97) + 0.4 * random.between(-1, 1));
}

function near(own: number, expected: number, what: string): void {
  assert.ok(Math.abs(own - expected) < 2e-3 + 1e-4 * Math.abs(expected), `${what}: ${own}, not ${expected}`);
}

/** Runs the operators of BlazeFace in the file's order; numbers are those of the TensorFlow Lite schema. */
function runTflite(model: TfliteModel, image: Tensor4D): Tensor[] {
  const values: (Tensor | undefined)[] = model.tensors.map(
    ({ values, shape }) => values && tf.tensor(values, shape),
  );
  values[model.inputs[0]!] = image;
  for (const { code, inputs, outputs, option } of model.operators) {
    const [x, filter, bias] = inputs.map((index) => values[index]!);
    const shape = model.tensors[outputs[0]!]!.shape;
    const padding = option(0) === 0 ? 'same' : 'valid';
    values[outputs[0]!] = (() => {
      switch (code) {
        case 0:
          return x!.add(filter!);
        case 2:
          return tf.concat(
            inputs.map((index) => values[index]!),
            1,
          );
        case 3:
          return tf
            .conv2d(x as Tensor4D, filter!.transpose([1, 2, 3, 0]) as Tensor4D, option(1), padding)
            .add(bias!);
        case 4:
          return tf
            .depthwiseConv2d(x as Tensor4D, filter!.transpose([1, 2, 3, 0]) as Tensor4D, option(1), padding)
            .add(bias!);
        case 6:
          return x!;
        case 17:
          return tf.maxPool(x as Tensor4D, option(4), option(1), padding);
        case 19:
          return x!.relu();
        case 22:
          return x!.reshape(shape);
        case 34:
          // Its paddings are integers: channels are what grows.
          return x!.pad(shape.map((size, axis) => [0, size - x!.shape[axis]!]));
        default:
          throw new Error(`operator ${code}`);
      }
    })();
  }
  return model.outputs.map((index) => values[index]!);
}
