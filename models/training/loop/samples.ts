import { LABELS } from '../../pipeline/labels.ts';
import { Sampler } from '../augment/sample.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import { LivenessSampler } from '../liveness/sample.ts';
import type { Random } from '../random.ts';

/** Which model learns. A name, since functions can't be sent to threads. */
export type SampleKind = 'mask' | 'liveness';

/** Writes one sample, `[size, size, 3]` from -1 to 1, and returns its class. */
export type Draw = (random: Random, out: Float32Array) => number;

/** What a model's samples are drawn by. */
export function sampleDrawer(
  kind: SampleKind,
  store: ExampleStore,
  examples: readonly Example[],
  size: number,
): Draw {
  switch (kind) {
    case 'mask': {
      const sampler = new Sampler(store, examples, size);
      return (random, out) => LABELS.indexOf(sampler.draw(random, out));
    }
    case 'liveness': {
      const sampler = new LivenessSampler(store, examples, size);
      return (random, out) => (sampler.draw(random, out) === 'live' ? 1 : 0);
    }
  }
}
