import { parseArgs } from 'node:util';
import { startWasm } from '../pipeline/backend.ts';
import { MaskClassifier } from '../pipeline/classifier.ts';
import { correctLabels } from '../training/dataset/corrections.ts';
import type { Example, ExampleStore } from '../training/dataset/examples.ts';
import { readModelFrom, WASM_FOLDER } from '../training/dataset/packages.ts';
import { prepareExamples } from '../training/dataset/prepare.ts';
import { splitExamples } from '../training/dataset/split.ts';

/** A mask classifier, and the faces that it has not learnt from. */
export interface Unseen {
  classifier: MaskClassifier;
  store: ExampleStore;
  faces: Example[];
  /** Whose they are, in words. */
  whose: string;
}

/**
 * What the command line names: `[--model FOLDER] [--leave-out SOURCE] [--seed N] [--data FOLDER] [--cache FOLDER]`. The
 * faces are those held out, or those of the source that a run left out; the seed is that of the run.
 */
export async function unseenFaces(): Promise<Unseen> {
  const { values: options } = parseArgs({
    options: {
      model: { type: 'string', default: 'models/mask' },
      'leave-out': { type: 'string' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string', default: '../shared/data/faces' },
      cache: { type: 'string', default: '.cache/train' },
    },
  });
  const leaveOut = options['leave-out'];
  await startWasm(WASM_FOLDER, 1);
  const classifier = await MaskClassifier.load(readModelFrom(options.model));
  const store = await prepareExamples(options.data, options.cache, 2, 'own');
  const split = splitExamples(await correctLabels(store.examples), Number(options.seed), leaveOut);
  return {
    classifier,
    store,
    faces: leaveOut ? split.leftOut : split.validation,
    whose: leaveOut ? `of ${leaveOut}` : 'held out',
  };
}
