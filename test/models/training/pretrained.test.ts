import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel } from '../../../models/pipeline/load.ts';
import { Random } from '../../../models/training/common/random.ts';
import { readHumanModel, readOwnModel } from '../../../models/training/dataset/packages.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import { type Architecture, maskArchitecture } from '../../../models/training/network/architecture.ts';
import { Network } from '../../../models/training/network/network.ts';
import { DENSE_COLUMNS } from '../../../models/training/network/parameters.ts';
import {
  pretrainedParameters,
  readFaceNet,
  readMaskNet,
} from '../../../models/training/network/pretrained.ts';
import { tensorflow } from './tensorflow.ts';
import type { Tensor2D, Tensor4D } from './trainable.ts';

const tf = await tensorflow();

/** The size that the published net asks for. */
const SIZE = 224;
const BATCH = 2;
/** The first two blocks, the second narrower than published. */
const ARCHITECTURE: Architecture = {
  size: SIZE,
  outputs: DENSE_COLUMNS,
  layers: [
    { kind: 'first', name: 'first', outputs: 32 },
    { kind: 'depthwise', name: 'depthwise1', stride: 1 },
    { kind: 'pointwise', name: 'pointwise1', outputs: 64 },
    { kind: 'depthwise', name: 'depthwise2', stride: 2 },
    { kind: 'pointwise', name: 'pointwise2', outputs: 96 },
  ],
};

/** Smooth colours, since what a net answers at the edges of noise is mostly padding. */
function pictures(size = SIZE): Float32Array {
  const random = new Random(3);
  const waves = Array.from({ length: BATCH * 3 }, () => [
    random.between(0.1, 0.6),
    random.between(0.1, 0.6),
    random.between(0, 6),
  ]);
  return Float32Array.from({ length: BATCH * size * size * 3 }, (_, i) => {
    const [pixel, c] = [Math.floor(i / 3), i % 3];
    const [x, y, n] = [pixel % size, Math.floor(pixel / size) % size, Math.floor(pixel / size ** 2)];
    const [across, down, phase] = waves[n * 3 + c]!;
    return 0.8 * Math.sin(x * across! + phase!) * Math.cos(y * down!);
  });
}

/** Mean of every channel that the face net answers behind its second block, as it wants its input. */
async function published(images: Float32Array): Promise<number[][]> {
  const model = await loadModel(readHumanModel, { folder: 'faceres', json: 'faceres.json' });
  const [red, green, blue] = tf.split(tf.tensor4d(images, [BATCH, SIZE, SIZE, 3]), 3, 3);
  const input = tf.concat([blue!, green!, red!], 3).mul(127.5).add(127.5).sub([103.939, 116.779, 123.68]);
  const answer = model.execute(input, 'conv_pw_2_relu/clip_by_value') as Tensor4D;
  return answer.mean<Tensor2D>([1, 2]).array();
}

test('the starting weights answer as the face net does, channel by channel', async () => {
  const kernels = await compileKernels();
  const images = pictures();
  const weights = pretrainedParameters(kernels, ARCHITECTURE, await readFaceNet(), images, new Random(1));
  const arena = new Arena(kernels);
  const network = new Network(arena, ARCHITECTURE, BATCH);
  const { layout } = network;
  arena.view(network.images, images.length).set(images);
  const expected = await published(images);
  const near = (a: number, b: number) => Math.abs(a - b) < 0.03 * (0.1 + Math.abs(b));
  let from = 0;
  for (let channels = 0; channels < 96; channels += DENSE_COLUMNS) {
    // The dense layer reads eight channels at a time.
    const dense = new Float32Array(96 * DENSE_COLUMNS);
    for (let k = 0; k < DENSE_COLUMNS; k++) dense[(channels + k) * DENSE_COLUMNS + k] = 1;
    arena.view(network.weights, layout.total).set(weights);
    arena.view(network.weights, layout.total).set(dense, layout.dense);
    network.forward();
    const found = arena.view(network.logits, BATCH * DENSE_COLUMNS);
    for (let k = 0; k < DENSE_COLUMNS; k++) {
      const answers = Array.from({ length: BATCH }, (_, n) => found[n * DENSE_COLUMNS + k]!);
      const at = Array.from({ length: 128 - from }, (_, i) => from + i).find((channel) =>
        answers.every((answer, n) => near(answer, expected[n]![channel]!)),
      );
      assert.ok(at !== undefined, `channel ${channels + k} answers ${answers}`);
      from = at + 1;
    }
  }
});

test('a run that goes on from the model that ships begins with its answers', async () => {
  const kernels = await compileKernels();
  const architecture = maskArchitecture();
  const images = pictures(architecture.size);
  const { layers, dense } = await readMaskNet(readOwnModel);
  const weights = pretrainedParameters(kernels, architecture, layers, images, new Random(1), dense);
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, BATCH);
  arena.view(network.weights, network.layout.total).set(weights);
  arena.view(network.images, images.length).set(images);
  network.forward();
  const logits = arena.view(network.logits, BATCH * DENSE_COLUMNS);
  const model = await loadModel(readOwnModel, { folder: 'mask', json: 'model.json' });
  const expected = await (
    model.execute(tf.tensor4d(images, [BATCH, architecture.size, architecture.size, 3])) as Tensor2D
  ).array();
  for (let n = 0; n < BATCH; n++) {
    for (const [k, value] of expected[n]!.entries()) {
      const found = logits[n * DENSE_COLUMNS + k]!;
      assert.ok(Math.abs(found - value) < 0.01 * (1 + Math.abs(value)), `${found} instead of ${value}`);
    }
  }
});
