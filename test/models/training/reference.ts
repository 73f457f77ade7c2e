import type { Layer } from '../../../models/training/network/architecture.ts';
import { BN_EPSILON } from '../../../models/training/network/network.ts';
import { DENSE_COLUMNS, type Layout } from '../../../models/training/network/parameters.ts';
import type { Tensor, Tensor2D, Tensor4D } from './trainable.ts';

export type TensorFlow = typeof import('./trainable.ts');
/** The parameters from a place of the flat vector on, see `Layout`. */
export type Take = (at: number, shape: number[]) => Tensor;

/** The trainer's network in operations of TensorFlow.js: logits [batch, 8]. @param images [batch, size, size, 3] */
export function reference(tf: TensorFlow, layout: Layout, images: Tensor4D, take: Take): Tensor2D {
  let x = images;
  for (const { shaped, filter, scale } of layout.layers) {
    const { layer, inChannels: i, outChannels: o } = shaped;
    x = convolve(tf, x, layer, take, filter, i, o);
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const gain = take(scale, [o]).mul(variance.add(BN_EPSILON).rsqrt());
    x = x
      .sub(mean)
      .mul(gain)
      .add(take(scale + o, [o]))
      .clipByValue(0, 6) as Tensor4D;
  }
  const dense = take(layout.dense, [layout.layers.at(-1)!.shaped.outChannels, DENSE_COLUMNS]);
  return x
    .mean<Tensor2D>([1, 2])
    .matMul(dense)
    .add(take(layout.denseBias, [DENSE_COLUMNS]));
}

function convolve(
  tf: TensorFlow,
  x: Tensor4D,
  layer: Layer,
  take: Take,
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
