import type { Architecture } from './architecture.ts';
import { type ExportedGraph, GraphBuilder, type Precision } from './graph.ts';
import { BN_EPSILON } from './network.ts';
import { DENSE_COLUMNS, type LayerPlace, layOut } from './parameters.ts';

/** Weights, and the running statistics of batch norm. */
export interface Trained {
  weights: Float32Array;
  statistics: Float32Array;
}

/**
 * A trained network as a TF.js graph model: batch norm folded into filters and biases
 * (w' = w·γ/√(σ²+ε), b' = β − μ·γ/√(σ²+ε)), each layer one fused op of convolution, bias and ReLU6.
 *
 * @param weightFile name of the file of weights, beside model.json
 */
export function exportGraph(
  architecture: Architecture,
  { weights, statistics }: Trained,
  weightFile: string,
  precision: Precision,
): ExportedGraph {
  const layout = layOut(architecture);
  const { size, outputs } = architecture;
  const graph = new GraphBuilder(precision);
  let input = graph.input('image', -1, size, size, 3);
  for (const place of layout.layers) {
    const { name, kind } = place.shaped.layer;
    const folded = fold(place, weights, statistics);
    const filter = graph.constant(`${name}/filter`, folded.shape, folded.filter);
    const bias = graph.constant(`${name}/bias`, [place.shaped.outChannels], folded.bias);
    const stride = place.shaped.inSide / place.shaped.outSide;
    const shape = kind === 'depthwise' ? 'depthwise' : 'full';
    input = graph.convolution(name, shape, [input, filter, bias], stride, 'Relu6');
  }
  const pool = graph.globalAverage('pool', input);
  const channels = layout.layers.at(-1)!.shaped.outChannels;
  const dense = new Float32Array(channels * outputs);
  for (let i = 0; i < dense.length; i++) {
    dense[i] = weights[layout.dense + Math.floor(i / outputs) * DENSE_COLUMNS + (i % outputs)]!;
  }
  const matrix = graph.constant('dense/matrix', [channels, outputs], dense);
  const denseBias = weights.slice(layout.denseBias, layout.denseBias + outputs);
  graph.dense('logits', [pool, matrix, graph.constant('dense/bias', [outputs], denseBias)]);
  return graph.build({ image: [-1, size, size, 3] }, { logits: [-1, outputs] }, weightFile);
}

function fold(
  { shaped, filter, scale, statistics: at }: LayerPlace,
  weights: Float32Array,
  statistics: Float32Array,
): { filter: Float32Array; bias: Float32Array; shape: number[] } {
  const { layer, inChannels, outChannels: c } = shaped;
  const gain = new Float32Array(c);
  const bias = new Float32Array(c);
  for (let k = 0; k < c; k++) {
    gain[k] = weights[scale + k]! / Math.sqrt(statistics[at + c + k]! + BN_EPSILON);
    bias[k] = weights[scale + c + k]! - statistics[at + k]! * gain[k]!;
  }
  const rows = layer.kind === 'pointwise' ? inChannels : layer.kind === 'first' ? 27 : 9;
  const folded = new Float32Array(rows * c);
  for (let i = 0; i < folded.length; i++) folded[i] = weights[filter + i]! * gain[i % c]!;
  const shape =
    layer.kind === 'pointwise' ? [1, 1, inChannels, c] : layer.kind === 'first' ? [3, 3, 3, c] : [3, 3, c, 1];
  return { filter: folded, bias, shape };
}
