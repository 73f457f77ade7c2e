import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { enliven, readShortRange } from '../blazeface/published.ts';
import { revision } from '../common/manifest.ts';
import { Random } from '../common/random.ts';
import { prepareExamples } from '../dataset/prepare.ts';
import { splitExamples } from '../dataset/split.ts';
import { readThings } from '../dataset/things.ts';
import { compileKernels } from '../kernels/kernels.ts';
import { initialState, progressBar, readState, runTraining, writeState } from '../loop/run.ts';
import type { State } from '../loop/worker.ts';
import { type DetectorArchitecture, detectorArchitecture, detectorCost } from './architecture.ts';
import { exportedDetector } from './export.ts';
import { type ParentDetector, readParentDetector } from './parent.ts';
import { pretrainedWeights } from './pretrained.ts';
import { prepareScenes, type ScenePhoto } from './scenes.ts';
import type { DetectorSettings } from './task.ts';
import { writeDetector } from './write.ts';

/**
 * `npm run train:face -- [--data FOLDER] [--steps N] [--seed N] [--threads N] [--rate R] [--from FOLDER]
 * [--leave-out SOURCE,SOURCE] [--out FOLDER] [--cache FOLDER] [--resume] [--export]`
 *
 * From BlazeFace short range, or the detector of `--from`, and labelled photos to the face detector. Only with `--out
 * models/face` does it replace what ships. `--resume` goes on from the last checkpoint; with `--export` it only judges and writes it.
 * With `--leave-out` it learns nothing from these sources and is judged by their photos.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    steps: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    rate: { type: 'string', default: '2e-4' },
    from: { type: 'string' },
    'leave-out': { type: 'string' },
    out: { type: 'string' },
    cache: { type: 'string', default: '.cache/train' },
    resume: { type: 'boolean', default: false },
    export: { type: 'boolean', default: false },
  },
});
const settings: DetectorSettings = {
  seed: Number(options.seed),
  steps: Number(options.steps),
  batch: 16,
  threads: Number(options.threads),
  rate: Number(options.rate),
  weightDecay: 0,
  width: 192,
  height: 144,
};
const leaveOut = options['leave-out'];
const parent = options.from ? await readParentDetector(options.from) : null;
for (const source of leaveOut?.split(',') ?? []) {
  if (parent?.training.sources[source]) {
    throw new Error(`${parent.version} has learnt from ${source}: leaving it out now would judge nothing`);
  }
}
const name = `face-${settings.steps}-seed${settings.seed}${parent ? `-from-${parent.version}` : ''}${leaveOut ? `-without-${leaveOut}` : ''}`;
const folder = join(options.cache, name);
await mkdir(folder, { recursive: true });
const examples = await prepareExamples(options.data, options.cache, settings.threads, 'blazeface');
const store = await prepareScenes(options.data, options.cache, examples, (done, total) => {
  if (done % 500 === 0) console.log(`decoding: ${done} of ${total} photos`);
});
store.things = await readThings(options.data, 'learnt');
const { train, validation, leftOut } = splitExamples(store.photos, settings.seed, leaveOut);
if (leaveOut && leftOut.length === 0) throw new Error(`no photo is of source ${leaveOut}`);
const held = leaveOut ? leftOut : validation;
const architecture = detectorArchitecture();
const kernels = await compileKernels();
const checkpoint = join(folder, 'checkpoint.bin');
const state: State =
  options.resume || options.export ? await readState(checkpoint) : await startingState(architecture);
const { multiplyAdds } = detectorCost(architecture, settings.width, settings.height);
console.log(
  `${train.length} photos to learn from, ${held.length} held out; ${(multiplyAdds / 1e6).toFixed(1)} M ` +
    `multiply-adds; step ${state.step} of ${settings.steps}`,
);
// Read before training: what is changed or committed meanwhile is not what runs.
const gitRevision = revision();
let last = state;
if (!options.export) await run();
await writeDetector({
  out: options.out ?? join(folder, 'model'),
  mistakes: join(folder, 'mistakes'),
  architecture,
  store,
  held,
  weights: Float32Array.from(last.average),
  training: {
    ...settings,
    stepsDone: last.step,
    gitRevision,
    leaveOut: leaveOut ?? null,
    ...(parent && { wentOnFrom: parent.version, stepsBefore: stepsOf(parent) }),
    sources: sourcesOf(train),
  },
});

async function run(): Promise<void> {
  await runTraining(
    {
      kernels,
      architecture,
      task: new URL('./task.ts', import.meta.url),
      data: { store, train },
      settings,
      state,
    },
    progressBar(settings, state.step),
    async (next) => {
      last = next;
      await writeState(checkpoint, next);
    },
  );
}

/** All steps that led to a detector. */
function stepsOf({ training }: ParentDetector): number {
  return training.stepsDone + (training.stepsBefore ?? 0);
}

function sourcesOf(photos: readonly ScenePhoto[]): Record<string, { photos: number; faces: number }> {
  const sources: Record<string, { photos: number; faces: number }> = {};
  for (const { source, faces } of photos) {
    sources[source] ??= { photos: 0, faces: 0 };
    sources[source].photos++;
    sources[source].faces += faces.length;
  }
  return sources;
}

/** What is gone on from, or the published weights; channels that were added to those start small, so that they can come alive. */
async function startingState(architecture: DetectorArchitecture): Promise<State> {
  const weights = options.from
    ? await exportedDetector(architecture, options.from)
    : pretrainedWeights(architecture, await readShortRange());
  enliven(architecture, weights, new Random(settings.seed, 1));
  return initialState(weights);
}
