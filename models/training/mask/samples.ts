import { LABELS } from '../../pipeline/labels.ts';
import type { SampleModule } from '../loop/draw.ts';
import { Sampler } from './sample.ts';

/** Samples of the mask model: faces of each label, with what is drawn on them. */
export const drawer: SampleModule['drawer'] = (store, examples, size) => {
  const sampler = new Sampler(store, examples, size);
  return (random, out) => LABELS.indexOf(sampler.draw(random, out));
};
