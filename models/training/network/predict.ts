import { mirror } from '../common/canvas.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Architecture } from './architecture.ts';
import type { Trained } from './export.ts';
import { Network } from './network.ts';
import { DENSE_COLUMNS } from './parameters.ts';

const BATCH = 16;

/**
 * Logits of crops, as many each as the network has answers, by trained weights and running statistics; the logits of
 * a crop and of its mirror image are averaged, as the mask model's are at run time.
 *
 * @param fill writes the crop of an index, [size, size, 3] from -1 to 1
 */
export function predict(
  kernels: WebAssembly.Module,
  architecture: Architecture,
  trained: Trained,
  count: number,
  fill: (index: number, out: Float32Array) => void,
): Float32Array {
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, BATCH);
  arena.view(network.weights, network.layout.total).set(trained.weights);
  const floats = architecture.size ** 2 * 3;
  const { outputs } = architecture;
  const logits = new Float32Array(count * outputs);
  for (let from = 0; from < count; from += BATCH) {
    const part = Math.min(BATCH, count - from);
    const images = arena.view(network.images, BATCH * floats);
    for (let i = 0; i < part; i++) fill(from + i, images.subarray(i * floats, (i + 1) * floats));
    for (const mirrored of [false, true]) {
      for (let i = 0; mirrored && i < part; i++) {
        mirror({ rgb: images.subarray(i * floats, (i + 1) * floats), size: architecture.size });
      }
      network.forward(trained.statistics);
      const out = arena.view(network.logits, BATCH * DENSE_COLUMNS);
      for (let i = 0; i < part; i++) {
        for (let k = 0; k < outputs; k++) {
          logits[(from + i) * outputs + k]! += out[i * DENSE_COLUMNS + k]! / 2;
        }
      }
    }
  }
  return logits;
}
