import { type Architecture, FIRST_CHANNELS } from '../../../models/training/blazeface/architecture.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from './trainable.ts';

export type TensorFlow = typeof import('./trainable.ts');
/** The parameters from a place of the flat vector on, see `Architecture`. */
export type Take = (at: number, shape: number[]) => Tensor;

/** Parts of one tensor that is the whole vector. */
export function takeFrom(flat: Tensor1D): Take {
  return (at, shape) =>
    flat
      .slice(
        at,
        shape.reduce((a, b) => a * b),
      )
      .reshape(shape);
}

/**
 * The trainer's network in operations of TensorFlow.js, whose gradients are TensorFlow's own: what each head answers,
 * [images · cells, columns].
 *
 * @param images [n, height, width, 3]
 */
export function reference(
  tf: TensorFlow,
  { first, firstBias, blocks, heads }: Architecture,
  images: Tensor4D,
  take: Take,
): Tensor2D[] {
  let x = tf
    .conv2d(images, take(first, [5, 5, 3, FIRST_CHANNELS]) as Tensor4D, 2, 'same')
    .add(take(firstBias, [FIRST_CHANNELS]))
    .relu() as Tensor4D;
  const maps = blocks.map(({ stride, inputs, outputs, depthwise, pointwise, bias }) => {
    const spatial = tf.depthwiseConv2d(x, take(depthwise, [3, 3, inputs, 1]) as Tensor4D, stride, 'same');
    const mixed = tf.conv2d(spatial, take(pointwise, [1, 1, inputs, outputs]) as Tensor4D, 1, 'same');
    const pooled = stride === 2 ? tf.maxPool(x, 2, 2, 'same') : x;
    const skip = pooled.pad([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, outputs - inputs],
    ]);
    x = mixed
      .add(take(bias, [outputs]))
      .add(skip)
      .relu() as Tensor4D;
    return x;
  });
  return heads.map(({ block, channels, columns, matrix, bias }) =>
    maps[block]!.reshape([-1, channels])
      .matMul(take(matrix, [channels, columns]) as Tensor2D)
      .add(take(bias, [columns])),
  );
}
