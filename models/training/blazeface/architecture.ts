/**
 * The network of both models, the face detector and the mask classifier: MediaPipe's BlazeFace short range (Bazarevsky
 * et al. 2019, arXiv 1907.05047), from whose weights training starts, fully convolutional so that any size goes in. A 5×5
 * convolution, then single BlazeBlocks: depthwise 3×3, pointwise, plus the block's input (max-pooled where the stride is
 * 2, missing channels zero), ReLU. Heads answer from a block's output, cell by cell. Channels are rounded up to the
 * multiple of 8 that the kernels need; training may use what was added.
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
  /** Input pixels a cell. */
  stride: number;
  channels: number;
  /** Answers a cell. */
  outputs: number;
  /** [channels, columns] and [columns]; columns beyond `outputs` pad. */
  matrix: number;
  bias: number;
  columns: number;
}

export interface Architecture<H extends Head = Head> {
  /** [FIRST_ROWS, FIRST_CHANNELS]: windows of 5×5×3, one row of padding. */
  first: number;
  firstBias: number;
  blocks: Block[];
  heads: H[];
  total: number;
}

export const FIRST_CHANNELS = 24;
export const FIRST_ROWS = 76;

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

/** Lays the network out in one flat vector: the blocks first, in order, so that nets with other heads share that part. */
export function layOut(heads: readonly Pick<Head, 'block' | 'outputs'>[]): Architecture {
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
  const laid = heads.map(({ block, outputs }) => {
    const channels = blocks[block]!.outputs;
    const columns = roundUp(outputs);
    const stride = blocks.slice(0, block + 1).reduce((product, { stride }) => product * stride, 2);
    return {
      block,
      stride,
      channels,
      outputs,
      matrix: take(channels * columns),
      bias: take(columns),
      columns,
    };
  });
  return { first, firstBias, blocks, heads: laid, total: at };
}

/** Multiply-adds of the first convolution and the blocks. */
export function trunkCost({ blocks }: Architecture, width: number, height: number): number {
  let pixels = (width * height) / 4;
  let multiplyAdds = pixels * 75 * FIRST_CHANNELS;
  for (const { stride, inputs, outputs } of blocks) {
    pixels /= stride ** 2;
    multiplyAdds += pixels * inputs * (9 + outputs);
  }
  return multiplyAdds;
}

function roundUp(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}
