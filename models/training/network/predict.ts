import { mirror, plainCrop } from '../augment/sample.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Architecture } from './architecture.ts';
import { Network } from './network.ts';
import { DENSE_COLUMNS } from './parameters.ts';

const BATCH = 16;

/**
 * Logits of examples, three each, by trained weights and running statistics; crops as at run time, where the
 * logits of a crop and of its mirror image are averaged.
 */
export function predict(
  kernels: WebAssembly.Module,
  architecture: Architecture,
  trained: { weights: Float32Array; statistics: Float32Array },
  store: ExampleStore,
  examples: readonly Example[],
): Float32Array {
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, BATCH);
  arena.view(network.weights, network.layout.total).set(trained.weights);
  const floats = architecture.size ** 2 * 3;
  const logits = new Float32Array(examples.length * 3);
  for (let from = 0; from < examples.length; from += BATCH) {
    const part = examples.slice(from, from + BATCH);
    const images = arena.view(network.images, BATCH * floats);
    for (const [i, example] of part.entries()) {
      plainCrop(store, example, architecture.size, images.subarray(i * floats, (i + 1) * floats));
    }
    for (const mirrored of [false, true]) {
      for (let i = 0; mirrored && i < part.length; i++) {
        mirror({ rgb: images.subarray(i * floats, (i + 1) * floats), size: architecture.size });
      }
      network.forward(trained.statistics);
      const out = arena.view(network.logits, BATCH * DENSE_COLUMNS);
      for (let i = 0; i < part.length; i++) {
        for (let k = 0; k < 3; k++) logits[(from + i) * 3 + k]! += out[i * DENSE_COLUMNS + k]! / 2;
      }
    }
  }
  return logits;
}
