import { LABELS } from '../../pipeline/labels.ts';
import type { Architecture } from '../blazeface/architecture.ts';
import { Network } from '../blazeface/network.ts';
import { mirror } from '../common/canvas.ts';
import { Arena } from '../kernels/kernels.ts';
import { meanLogits } from './logits.ts';

/**
 * Logits of crops, one a label each, by trained weights; those of a crop and of its mirror image are averaged, as for
 * single pictures at run time.
 *
 * @param size of the square crops
 * @param fill writes the crop of an index, [size, size, 3] from -1 to 1
 */
export function predict(
  kernels: WebAssembly.Module,
  architecture: Architecture,
  size: number,
  weights: Float32Array,
  count: number,
  fill: (index: number, out: Float32Array) => void,
): Float32Array {
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, size, size);
  arena.view(network.weights, architecture.total).set(weights);
  const image = arena.view(network.image, size * size * 3);
  const logits = new Float32Array(count * LABELS.length);
  for (let i = 0; i < count; i++) {
    fill(i, image);
    for (const mirrored of [false, true]) {
      if (mirrored) mirror({ rgb: image, size });
      network.forward();
      meanLogits(arena, network).forEach((logit, k) => {
        logits[LABELS.length * i + k]! += logit / 2;
      });
    }
  }
  return logits;
}
