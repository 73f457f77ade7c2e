import type { Random } from '../common/random.ts';
import { type Architecture, filterSize, type ShapedLayer, shapeLayers } from './architecture.ts';

/** Where a layer's numbers lie in the flat parameter vector, in floats. */
export interface LayerPlace {
  shaped: ShapedLayer;
  filter: number;
  /** Gamma, then beta. */
  scale: number;
  /** Running mean, then running variance, in the flat vector of statistics. */
  statistics: number;
}

/**
 * One flat vector holds all weights, so that optimiser, checkpoint and exchange between threads are one loop:
 * first all filters and the dense layer's matrix (which decay), then batch norm and the dense layer's bias.
 */
export interface Layout {
  layers: LayerPlace[];
  /** Dense matrix [channels, 8]: the answers, padded to eight columns for the matrix kernel. */
  dense: number;
  outputs: number;
  denseBias: number;
  decayed: number;
  total: number;
  statistics: number;
}

/** Columns of the dense matrix in memory. */
export const DENSE_COLUMNS = 8;

export function layOut(architecture: Architecture): Layout {
  const shaped = shapeLayers(architecture);
  let at = 0;
  const filters = shaped.map((layer) => {
    const from = at;
    at += filterSize(layer);
    return from;
  });
  const dense = at;
  at += shaped.at(-1)!.outChannels * DENSE_COLUMNS;
  const decayed = at;
  let statistics = 0;
  const layers = shaped.map((layer, i) => {
    const place = { shaped: layer, filter: filters[i]!, scale: at, statistics };
    at += 2 * layer.outChannels;
    statistics += 2 * layer.outChannels;
    return place;
  });
  const denseBias = at;
  at += DENSE_COLUMNS;
  return { layers, dense, outputs: architecture.outputs, denseBias, decayed, total: at, statistics };
}

/** He initialisation (He et al. 2015): filters normal with variance 2 / fan-in, gamma 1, beta 0. */
export function initialParameters(layout: Layout, random: Random): Float32Array<ArrayBuffer> {
  const values = new Float32Array(layout.total);
  for (const { shaped, filter, scale } of layout.layers) {
    const { kind } = shaped.layer;
    const fanIn = kind === 'first' ? 27 : kind === 'depthwise' ? 9 : shaped.inChannels;
    for (let i = 0; i < filterSize(shaped); i++) values[filter + i] = random.normal() * Math.sqrt(2 / fanIn);
    values.fill(1, scale, scale + shaped.outChannels);
  }
  const { outChannels } = layout.layers.at(-1)!.shaped;
  for (let i = 0; i < outChannels; i++) {
    for (let k = 0; k < layout.outputs; k++)
      values[layout.dense + i * DENSE_COLUMNS + k] = random.normal() * Math.sqrt(1 / outChannels);
  }
  return values;
}
