import type { Architecture } from '../blazeface/architecture.ts';
import type { Network } from '../blazeface/network.ts';
import type { Random } from '../common/random.ts';
import type { Arena } from '../kernels/kernels.ts';
import type { Settings } from './schedule.ts';

/** Sums of what a run is watched by, as `loss`, over samples. */
export type Watched = Record<string, number>;

/** What a model learns from a sample. */
export interface Task<A extends Architecture> {
  /** The networks that it learns with, for inputs of different sizes; they share the weights of the first. */
  readonly networks: readonly Network<A>[];
  /** Which of them learns in a step. */
  networkAt(step: number): Network<A>;
  /** Draws a sample into that network's image, runs it and fills the gradients of its heads. */
  sample(network: Network<A>, random: Random): Watched;
}

/**
 * What a task's module exports. A run is given the module's address, since functions can't be sent to threads: each
 * thread imports it.
 */
export interface TaskModule<A extends Architecture, Data, S extends Settings> {
  task(arena: Arena, architecture: A, data: Data, settings: S): Task<A>;
}
