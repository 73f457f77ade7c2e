import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../models/training/common/random.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import type { Architecture } from '../../../models/training/network/architecture.ts';
import { Network } from '../../../models/training/network/network.ts';
import {
  DENSE_COLUMNS,
  initialParameters,
  type Layout,
} from '../../../models/training/network/parameters.ts';
import { reference } from './reference.ts';
import { tensorflow } from './tensorflow.ts';
import type { Tensor1D, Tensor2D, Tensor4D } from './trainable.ts';

const tf = await tensorflow();

const BATCH = 5;
const SMALL: Architecture = {
  size: 12,
  outputs: 3,
  layers: [
    { kind: 'first', name: 'first', outputs: 8 },
    { kind: 'depthwise', name: 'd1', stride: 1 },
    { kind: 'pointwise', name: 'p1', outputs: 16 },
    { kind: 'depthwise', name: 'd2', stride: 2 },
    { kind: 'pointwise', name: 'p2', outputs: 24 },
  ],
};

/** The same network in TF.js ops, whose gradients are TensorFlow's own. */
function flatReference(layout: Layout, images: Tensor4D, flat: Tensor1D): Tensor2D {
  const take = (at: number, shape: number[]) =>
    flat
      .slice(
        at,
        shape.reduce((a, b) => a * b),
      )
      .reshape(shape);
  return reference(tf, layout, images, take);
}

test('forward pass and every gradient equal those of the CPU backend of TensorFlow.js', async () => {
  const arena = new Arena(await compileKernels());
  const network = new Network(arena, SMALL, BATCH);
  const { layout } = network;
  const random = new Random(7);
  const normal = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const weights = initialParameters(layout, random).map((w) => w + 0.1 * random.normal());
  const images = normal(BATCH * SMALL.size ** 2 * 3);
  const towards = normal(BATCH * DENSE_COLUMNS);
  arena.view(network.weights, layout.total).set(weights);
  arena.view(network.images, images.length).set(images);
  arena.view(network.logitGradient, towards.length).set(towards);
  network.forward();
  network.backward();

  const x = tf.tensor4d(images, [BATCH, SMALL.size, SMALL.size, 3]);
  const { value, grad } = tf.valueAndGrad((flat) =>
    flatReference(layout, x, flat as Tensor1D)
      .mul(tf.tensor2d(towards, [BATCH, DENSE_COLUMNS]))
      .sum(),
  )(tf.tensor1d(weights));
  const logits = arena.view(network.logits, towards.length);
  const score = logits.reduce((sum, logit, i) => sum + logit * towards[i]!, 0);
  assert.ok(Math.abs(score - (await value.data())[0]!) < 1e-3 * Math.abs(score));
  const expected = await grad.data();
  const found = arena.view(network.gradient, layout.total);
  // The 28th row of the first filter only pads; nothing flows into it.
  const parts = layout.layers.flatMap(({ shaped, filter, scale }) => [
    [shaped.layer.name, filter, shaped.layer.kind === 'first' ? 27 * shaped.outChannels : undefined] as const,
    [`${shaped.layer.name} scale`, scale, 2 * shaped.outChannels] as const,
  ]);
  for (const [name, from, count] of [...parts, ['dense', layout.dense, undefined] as const]) {
    const length = count ?? 8 * 9;
    let worst = 0;
    let largest = 0;
    for (let i = from; i < from + length; i++) {
      worst = Math.max(worst, Math.abs(found[i]! - expected[i]!));
      largest = Math.max(largest, Math.abs(expected[i]!));
    }
    assert.ok(worst < 2e-4 * largest, `${name}: off by ${worst} where gradients reach ${largest}`);
  }
});
