import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWasm } from '../pipeline/backend.ts';
import { MaskClassifier } from '../pipeline/classifier.ts';
import { correctLabels } from '../training/dataset/corrections.ts';
import type { Example, ExampleStore } from '../training/dataset/examples.ts';
import { readModelFrom, WASM_FOLDER } from '../training/dataset/packages.ts';
import { prepareExamples } from '../training/dataset/prepare.ts';
import { splitExamples } from '../training/dataset/split.ts';
import { readThings } from '../training/dataset/things.ts';

/** A mask classifier, and the faces that it has not learnt from. */
export interface Unseen {
  classifier: MaskClassifier;
  /** The other model that `--than` names. */
  other: MaskClassifier | null;
  /** Its things are those that were kept from training. */
  store: ExampleStore;
  faces: Example[];
  /** Whose they are, in words. */
  whose: string;
  /** Folder of the classifier. */
  model: string;
  /** Sources that it, or the other one, has learnt from. */
  learnt: ReadonlySet<string>;
}

/**
 * What the command line names: `[--model FOLDER] [--than FOLDER] [--leave-out SOURCE] [--seed N] [--data FOLDER] [--cache FOLDER]`. The
 * faces are those held out, or those of the source that a run left out, without near-duplicates of any source that one of
 * the models has learnt from; the seed is that of the run.
 */
export async function unseenFaces(): Promise<Unseen> {
  const { values: options } = parseArgs({
    options: {
      model: { type: 'string', default: 'models/mask' },
      than: { type: 'string' },
      'leave-out': { type: 'string' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string', default: '../shared/data/faces' },
      cache: { type: 'string', default: '.cache/train' },
    },
  });
  const leaveOut = options['leave-out'];
  await startWasm(WASM_FOLDER, 1);
  const classifier = await MaskClassifier.load(readModelFrom(options.model));
  const other = options.than === undefined ? null : await MaskClassifier.load(readModelFrom(options.than));
  const store = await prepareExamples(options.data, options.cache, 2, 'own');
  store.things = await readThings(options.data, 'held out');
  const split = splitExamples(await correctLabels(store.examples), Number(options.seed), leaveOut);
  const learnt = new Set<string>();
  for (const model of [options.model, ...(options.than === undefined ? [] : [options.than])]) {
    for (const source of await sourcesOf(model)) learnt.add(source);
  }
  const known = new Set(store.examples.filter(({ source }) => learnt.has(source)).map(({ group }) => group));
  return {
    classifier,
    other,
    store,
    faces: leaveOut ? split.leftOut.filter(({ group }) => !known.has(group)) : split.validation,
    whose: leaveOut ? `of ${leaveOut}` : 'held out',
    model: options.model,
    learnt,
  };
}

/** What a model has learnt from, by its manifest. */
async function sourcesOf(folder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    training?: { sources?: object };
  };
  return Object.keys(manifest.training?.sources ?? {});
}
