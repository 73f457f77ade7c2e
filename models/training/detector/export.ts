import { exportBlocks, headMatrix } from '../blazeface/export.ts';
import { exportedWeights } from '../blazeface/exported.ts';
import { type ExportedGraph, GraphBuilder } from '../blazeface/graph.ts';
import { type DetectorArchitecture, OUTPUTS } from './architecture.ts';

/**
 * Our boxes came out 0.9755 times as large as those of the 256 px BlazeFace (median over 780 held-out faces that
 * both found); crops for the mask classifier are cut by that size, so the exported boxes are made as large.
 */
export const BOX_SCALE = 1.025;

/** The heads' names in the graph. */
const NAMES = ['fine', 'coarse'] as const;

/** Enlarges the boxes that the heads answer, about their centres. */
export function scaleBoxes(
  { heads }: DetectorArchitecture,
  weights: Float32Array<ArrayBuffer>,
  scale: number,
): Float32Array<ArrayBuffer> {
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
export function exportDetector(architecture: DetectorArchitecture, weights: Float32Array): ExportedGraph {
  const graph = new GraphBuilder('float16');
  const outputs: Record<string, number[]> = {};
  exportBlocks(graph, architecture, weights, graph.input('image', -1, -1, -1, 3), (block, input) => {
    architecture.heads.forEach((head, k) => {
      if (head.block !== block) return;
      const output = NAMES[k]!;
      const filter = graph.constant(
        `${output}/filter`,
        [1, 1, head.channels, head.outputs],
        headMatrix(architecture, weights, k),
      );
      const bias = weights.slice(head.bias, head.bias + head.outputs);
      graph.convolution(
        output,
        'full',
        [input, filter, graph.constant(`${output}/bias`, [head.outputs], bias)],
        1,
      );
      outputs[output] = [-1, -1, -1, head.outputs];
    });
  });
  return graph.build({ image: [-1, -1, -1, 3] }, outputs, 'face.bin');
}

/** What `exportDetector` wrote into a folder, in training's flat vector, boxes as training has them. */
export async function exportedDetector(
  architecture: DetectorArchitecture,
  folder: string,
): Promise<Float32Array<ArrayBuffer>> {
  const names = NAMES.map((name) => ({ matrix: `${name}/filter`, bias: `${name}/bias` }));
  return scaleBoxes(architecture, await exportedWeights(architecture, folder, names), 1 / BOX_SCALE);
}
