import { plainCrop } from '../augment/sample.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Architecture } from './architecture.ts';
import { Network } from './network.ts';
import { DENSE_COLUMNS } from './parameters.ts';

const BATCH = 16;

/** Logits of examples, three each, by trained weights and running statistics; crops as at run time. */
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
    network.forward(trained.statistics);
    const out = arena.view(network.logits, BATCH * DENSE_COLUMNS);
    for (let i = 0; i < part.length; i++) {
      logits.set(out.subarray(i * DENSE_COLUMNS, i * DENSE_COLUMNS + 3), (from + i) * 3);
    }
  }
  return logits;
}
