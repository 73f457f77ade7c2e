import { CELLS } from './luma-grid.ts';

/** Mean of what noise changes by, over what a tenth of the cells stays below: people may fill the rest. */
const OVER_TENTH = 2.8;
const SAMPLED = 8;

const sample = new Float32Array(CELLS / SAMPLED);

/**
 * The sensor's noise now, grey levels, the same in light and dark, from how little the quietest of every eighth cell changed.
 *
 * @param change of structure between two grids
 * @param luma logarithmic grid
 */
export function grainOf(change: Float32Array, luma: Float32Array): number {
  for (let i = 0; i < sample.length; i++) {
    sample[i] = change[i * SAMPLED]! * Math.exp(luma[i * SAMPLED]!);
  }
  sample.sort();
  return OVER_TENTH * sample[Math.floor(sample.length / 10)]!;
}
