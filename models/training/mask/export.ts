import type { Architecture } from '../blazeface/architecture.ts';
import { exportBlocks, headMatrix } from '../blazeface/export.ts';
import { exportedWeights } from '../blazeface/exported.ts';
import { type ExportedGraph, GraphBuilder, type Precision } from '../blazeface/graph.ts';

/**
 * The classifier as a TF.js graph model `[n, size, size, 3]` → `logits` `[n, labels]`: the mean over the last map, then the
 * head, which is the mean of the cells' answers at a fraction of the cost.
 */
export function exportClassifier(
  architecture: Architecture,
  size: number,
  weights: Float32Array,
  precision: Precision,
): ExportedGraph {
  const [{ channels, outputs, bias }] = architecture.heads as [Architecture['heads'][number]];
  const graph = new GraphBuilder(precision);
  const map = exportBlocks(graph, architecture, weights, graph.input('image', -1, size, size, 3));
  const pool = graph.globalAverage('pool', map);
  const matrix = graph.constant('dense/matrix', [channels, outputs], headMatrix(architecture, weights, 0));
  const dense = graph.constant('dense/bias', [outputs], weights.slice(bias, bias + outputs));
  graph.dense('logits', [pool, matrix, dense]);
  return graph.build({ image: [-1, size, size, 3] }, { logits: [-1, outputs] }, 'mask.bin');
}

/** What `exportClassifier` wrote into a folder, in training's flat vector. */
export function exportedClassifier(
  architecture: Architecture,
  folder: string,
): Promise<Float32Array<ArrayBuffer>> {
  return exportedWeights(architecture, folder, [{ matrix: 'dense/matrix', bias: 'dense/bias' }]);
}
