/**
 * The detector's network: MediaPipe's BlazeFace short range (Bazarevsky et al. 2019, arXiv 1907.05047), from
 * whose weights training starts, fully convolutional so that any size goes in. A 5×5 convolution, then single
 * BlazeBlocks: depthwise 3×3, pointwise, plus the block's input (max-pooled where the stride is 2, missing
 * channels zero), ReLU. Two heads, at strides 8 and 16. Channels are rounded up to the multiple of 8 that the
 * kernels need; training may use what was added.
 */
export interface Block {
  stride: 1 | 2;
  inputs: number;
  outputs: number;
  /** Where its numbers lie in the flat parameter vector: [3,3,inputs], [inputs,outputs], [outputs]. */
  depthwise: number;
  pointwise: number;
  bias: number;
}

export interface Head {
  /** The block whose output it reads. */
  block: number;
  stride: number;
  channels: number;
  /** Sides of the squares that its anchors stand for, in input pixels; one group of outputs for each. */
  anchors: readonly number[];
  /** [channels, columns] and [columns]; columns beyond `anchors.length · OUTPUTS` pad. */
  matrix: number;
  bias: number;
  columns: number;
}

export interface Architecture {
  /** [FIRST_ROWS, FIRST_CHANNELS]: windows of 5×5×3, one row of padding. */
  first: number;
  firstBias: number;
  blocks: Block[];
  heads: Head[];
  total: number;
}

export const FIRST_CHANNELS = 24;
export const FIRST_ROWS = 76;

/** Outputs of an anchor: logit; centre and size of the box; right eye, left eye, nose, mouth (x, y each). */
export const OUTPUTS = 13;

/** Input pixels a cell of the coarsest map: sides of the input are multiples of it. */
export const COARSEST_STRIDE = 16;

/** Stride and channels of each block as published. */
export const PUBLISHED_BLOCKS: readonly (readonly [stride: 1 | 2, channels: number])[] = [
  [1, 24],
  [1, 28],
  [2, 32],
  [1, 36],
  [1, 42],
  [2, 48],
  [1, 56],
  [1, 64],
  [1, 72],
  [1, 80],
  [1, 88],
  [2, 96],
  [1, 96],
  [1, 96],
  [1, 96],
  [1, 96],
];

/**
 * The anchors of MediaPipe's short range options (`SsdAnchorsCalculator`: scales .148 to .75 of 128 px over
 * four layers, and between them), by which faces are given to outputs in training. Boxes are coded in pixels
 * around the cell's centre, so at run time they do not matter.
 */
export const ANCHOR_SIDES = [
  [19, 29],
  [45, 56, 70, 82, 96, 111],
] as const;

/** Lays the network out: first all filters, then what has no row of inputs. */
export function detectorArchitecture(): Architecture {
  let at = 0;
  const take = (count: number) => {
    const from = at;
    at += count;
    return from;
  };
  const first = take(FIRST_ROWS * FIRST_CHANNELS);
  const firstBias = take(FIRST_CHANNELS);
  let inputs = FIRST_CHANNELS;
  const blocks = PUBLISHED_BLOCKS.map(([stride, channels]) => {
    const outputs = roundUp(channels);
    const block = {
      stride,
      inputs,
      outputs,
      depthwise: take(9 * inputs),
      pointwise: take(inputs * outputs),
      bias: take(outputs),
    };
    inputs = outputs;
    return block;
  });
  const heads = ([10, 15] as const).map((block, i) => {
    const channels = blocks[block]!.outputs;
    const anchors = ANCHOR_SIDES[i]!;
    const columns = roundUp(anchors.length * OUTPUTS);
    return {
      block,
      stride: i === 0 ? 8 : COARSEST_STRIDE,
      channels,
      anchors,
      matrix: take(channels * columns),
      bias: take(columns),
      columns,
    };
  });
  return { first, firstBias, blocks, heads, total: at };
}

/** Multiply-adds of one answer, and weights. */
export function detectorCost(
  { blocks, heads, total }: Architecture,
  width: number,
  height: number,
): { multiplyAdds: number; weights: number } {
  let pixels = (width * height) / 4;
  let multiplyAdds = pixels * 75 * FIRST_CHANNELS;
  blocks.forEach(({ stride, inputs, outputs }, i) => {
    pixels /= stride ** 2;
    multiplyAdds += pixels * inputs * (9 + outputs);
    for (const head of heads) {
      if (head.block === i) multiplyAdds += pixels * head.channels * head.anchors.length * OUTPUTS;
    }
  });
  return { multiplyAdds, weights: total };
}

function roundUp(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
