import { type ExportedGraph, GraphBuilder } from '../network/graph.ts';
import { type Architecture, FIRST_CHANNELS, OUTPUTS } from './architecture.ts';

/**
 * Our boxes came out 0.9755 times as large as those of the 256 px BlazeFace (median over 780 held-out faces that
 * both found); crops for the mask classifier are cut by that size, so the exported boxes are made as large.
 */
export const BOX_SCALE = 1.025;

/** Enlarges the boxes that the heads answer, about their centres. */
export function scaleBoxes({ heads }: Architecture, weights: Float32Array, scale: number): Float32Array {
  const scaled = weights.slice();
  for (const { matrix, bias, channels, columns, anchors } of heads) {
    for (let a = 0; a < anchors.length; a++) {
      for (const column of [a * OUTPUTS + 3, a * OUTPUTS + 4]) {
        for (let row = 0; row < channels; row++) scaled[matrix + row * columns + column]! *= scale;
        scaled[bias + column]! *= scale;
      }
    }
  }
  return scaled;
}

/**
 * The detector as a TF.js graph model `[1, height, width, 3]` → `fine` (stride 8) and `coarse` (stride 16), each
 * `[1, cells down, cells across, anchors · OUTPUTS]`; any height and width that are multiples of 16.
 */
export function exportDetector(architecture: Architecture, weights: Float32Array): ExportedGraph {
  const graph = new GraphBuilder('float16');
  const part = (from: number, count: number) => weights.slice(from, from + count);
  const { first, firstBias, blocks, heads } = architecture;
  let input = graph.convolution(
    'first',
    'full',
    [
      graph.input('image', -1, -1, -1, 3),
      graph.constant('first/filter', [5, 5, 3, FIRST_CHANNELS], part(first, 75 * FIRST_CHANNELS)),
      graph.constant('first/bias', [FIRST_CHANNELS], part(firstBias, FIRST_CHANNELS)),
    ],
    2,
    'Relu',
  );
  const outputs: Record<string, number[]> = {};
  blocks.forEach(({ stride, inputs, outputs: channels, depthwise, pointwise, bias }, i) => {
    const name = `block${i + 1}`;
    const spatial = graph.convolution(
      `${name}/depthwise`,
      'depthwise',
      [
        input,
        graph.constant(`${name}/depthwise/filter`, [3, 3, inputs, 1], part(depthwise, 9 * inputs)),
        graph.constant(`${name}/depthwise/bias`, [inputs], new Float32Array(inputs)),
      ],
      stride,
    );
    const mixed = graph.convolution(
      `${name}/pointwise`,
      'full',
      [
        spatial,
        graph.constant(
          `${name}/pointwise/filter`,
          [1, 1, inputs, channels],
          part(pointwise, inputs * channels),
        ),
        graph.constant(`${name}/pointwise/bias`, [channels], part(bias, channels)),
      ],
      1,
    );
    if (stride === 2) input = graph.maxPool(`${name}/pool`, input);
    if (channels > inputs) input = graph.padChannels(`${name}/pad`, input, channels - inputs);
    input = graph.relu(`${name}/relu`, graph.add(`${name}/add`, mixed, input));
    heads.forEach((head, k) => {
      if (head.block !== i) return;
      const wanted = head.anchors.length * OUTPUTS;
      const matrix = new Float32Array(head.channels * wanted);
      for (let at = 0; at < matrix.length; at++) {
        matrix[at] = weights[head.matrix + Math.floor(at / wanted) * head.columns + (at % wanted)]!;
      }
      const output = k === 0 ? 'fine' : 'coarse';
      graph.convolution(
        output,
        'full',
        [
          input,
          graph.constant(`${output}/filter`, [1, 1, head.channels, wanted], matrix),
          graph.constant(`${output}/bias`, [wanted], part(head.bias, wanted)),
        ],
        1,
      );
      outputs[output] = [-1, -1, -1, wanted];
    });
  });
  return graph.build({ image: [-1, -1, -1, 3] }, outputs, 'face.bin');
}
