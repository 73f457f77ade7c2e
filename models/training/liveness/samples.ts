import type { SampleModule } from '../loop/draw.ts';
import { LivenessSampler } from './sample.ts';

/** Samples of the liveness model: 1 is a live face, 0 a picture of one. */
export const drawer: SampleModule['drawer'] = (store, examples, size) => {
  const sampler = new LivenessSampler(store, examples, size);
  return (random, out) => (sampler.draw(random, out) === 'live' ? 1 : 0);
};
