import type { Architecture } from '../../../models/training/blazeface/architecture.ts';
import type { Random } from '../../../models/training/common/random.ts';

/** Weights under which every layer answers something of the size of its input. */
export function randomWeights(architecture: Architecture, random: Random): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: architecture.total }, () => random.normal() * 0.1);
}
