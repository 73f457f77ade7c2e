import type { Random } from '../common/random.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';

/** Writes one sample, `[size, size, 3]` from -1 to 1, and returns its class. */
export type Draw = (random: Random, out: Float32Array) => number;

/**
 * What a module of samples exports. A run is given the module's address, since functions can't be sent to threads:
 * each thread imports it.
 */
export interface SampleModule {
  drawer(store: ExampleStore, examples: readonly Example[], size: number): Draw;
}
