import { type Architecture, FIRST_CHANNELS } from './architecture.ts';
import type { GraphBuilder } from './graph.ts';

/**
 * Writes the first convolution and the blocks into a TF.js graph.
 *
 * @param image name of the input
 * @param after called with the number and the output's name of each block
 * @returns the name of the last block's output
 */
export function exportBlocks(
  graph: GraphBuilder,
  { first, firstBias, blocks }: Architecture,
  weights: Float32Array,
  image: string,
  after: (block: number, output: string) => void = () => undefined,
): string {
  const constant = (name: string, shape: number[], from: number) =>
    graph.constant(name, shape, weights.slice(from, from + shape.reduce((a, b) => a * b)));
  let input = graph.convolution(
    'first',
    'full',
    [
      image,
      constant('first/filter', [5, 5, 3, FIRST_CHANNELS], first),
      constant('first/bias', [FIRST_CHANNELS], firstBias),
    ],
    2,
    'Relu',
  );
  blocks.forEach(({ stride, inputs, outputs, depthwise, pointwise, bias }, i) => {
    const name = `block${i + 1}`;
    const spatial = graph.convolution(
      `${name}/depthwise`,
      'depthwise',
      [
        input,
        constant(`${name}/depthwise/filter`, [3, 3, inputs, 1], depthwise),
        graph.constant(`${name}/depthwise/bias`, [inputs], new Float32Array(inputs)),
      ],
      stride,
    );
    const mixed = graph.convolution(
      `${name}/pointwise`,
      'full',
      [
        spatial,
        constant(`${name}/pointwise/filter`, [1, 1, inputs, outputs], pointwise),
        constant(`${name}/pointwise/bias`, [outputs], bias),
      ],
      1,
    );
    if (stride === 2) input = graph.maxPool(`${name}/pool`, input);
    if (outputs > inputs) input = graph.padChannels(`${name}/pad`, input, outputs - inputs);
    input = graph.relu(`${name}/relu`, graph.add(`${name}/add`, mixed, input));
    after(i, input);
  });
  return input;
}

/** A head's matrix [channels, outputs], without the columns that pad. */
export function headMatrix({ heads }: Architecture, weights: Float32Array, head: number): Float32Array {
  const { matrix, channels, outputs, columns } = heads[head]!;
  return Float32Array.from(
    { length: channels * outputs },
    (_, at) => weights[matrix + Math.floor(at / outputs) * columns + (at % outputs)]!,
  );
}
