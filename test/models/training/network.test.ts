import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../models/training/common/random.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import type { Architecture, Layer } from '../../../models/training/network/architecture.ts';
import { BN_EPSILON, Network } from '../../../models/training/network/network.ts';
import {
  DENSE_COLUMNS,
  initialParameters,
  type Layout,
} from '../../../models/training/network/parameters.ts';
import { tensorflow } from './tensorflow.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from './trainable.ts';

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
function reference(layout: Layout, images: Tensor4D, flat: Tensor1D): Tensor2D {
  let x: Tensor4D = images;
  for (const { shaped, filter, scale } of layout.layers) {
    const { layer, inChannels: i, outChannels: o } = shaped;
    const take = (at: number, shape: number[]) =>
      flat
        .slice(
          at,
          shape.reduce((a, b) => a * b),
        )
        .reshape(shape);
    x = convolve(x, layer, take, filter, i, o);
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const gain = take(scale, [o]).mul(variance.add(BN_EPSILON).rsqrt());
    x = x
      .sub(mean)
      .mul(gain)
      .add(take(scale + o, [o]))
      .clipByValue(0, 6) as Tensor4D;
  }
  const channels = layout.layers.at(-1)!.shaped.outChannels;
  const dense = flat.slice(layout.dense, channels * DENSE_COLUMNS).reshape([channels, DENSE_COLUMNS]);
  return x.mean<Tensor2D>([1, 2]).matMul(dense).add(flat.slice(layout.denseBias, DENSE_COLUMNS));
}

function convolve(
  x: Tensor4D,
  layer: Layer,
  take: (at: number, shape: number[]) => Tensor,
  at: number,
  inputs: number,
  outputs: number,
): Tensor4D {
  switch (layer.kind) {
    case 'first':
      return tf.conv2d(x, take(at, [3, 3, inputs, outputs]) as Tensor4D, 2, 'same');
    case 'depthwise':
      return tf.depthwiseConv2d(x, take(at, [3, 3, inputs, 1]) as Tensor4D, layer.stride, 'same');
    case 'pointwise':
      return tf.conv2d(x, take(at, [1, 1, inputs, outputs]) as Tensor4D, 1, 'same');
  }
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
    reference(layout, x, flat as Tensor1D)
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
