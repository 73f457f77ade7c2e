import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { softmax } from '../../pipeline/classifier.ts';
import { LABELS } from '../../pipeline/labels.ts';
import { formatted, revision } from '../common/manifest.ts';
import { Random } from '../common/random.ts';
import { folderOf } from '../dataset/bucket.ts';
import { correctLabels } from '../dataset/corrections.ts';
import { type Example, isLarge } from '../dataset/examples.ts';
import { readModelFrom } from '../dataset/packages.ts';
import { prepareExamples } from '../dataset/prepare.ts';
import { splitExamples } from '../dataset/split.ts';
import { readThings } from '../dataset/things.ts';
import { compileKernels } from '../kernels/kernels.ts';
import { initialState, runTraining } from '../loop/run.ts';
import { PRESETS, type Settings } from '../loop/schedule.ts';
import { fitTemperature, validate } from '../loop/validation.ts';
import type { State } from '../loop/worker.ts';
import { cost, maskArchitecture } from '../network/architecture.ts';
import { exportGraph } from '../network/export.ts';
import { writeGraph } from '../network/graph.ts';
import { predict } from '../network/predict.ts';
import { FACE_NET, pretrainedParameters, readFaceNet, readMaskNet } from '../network/pretrained.ts';
import { writeCard } from './card.ts';
import { withMaskLogit } from './prior.ts';
import { CROP_SCALE, plainCrop, Sampler } from './sample.ts';

/**
 * `npm run train -- [--data FOLDER|s3://BUCKET/PREFIX] [--preset quick|full|tune] [--steps N] [--seed N] [--threads N] [--from FOLDER]
 * [--leave-out SOURCE] [--out FOLDER] [--cache FOLDER] [--resume]`
 *
 * From labelled photos to weights and manifest. Only with `--out models/mask` does it replace what ships.
 * A run that ended early goes on from its last checkpoint with `--resume` and the same options. `--from` starts from the
 * weights of a model instead of the face net's, for the preset `tune`.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    preset: { type: 'string', default: 'full' },
    steps: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    from: { type: 'string' },
    'leave-out': { type: 'string' },
    out: { type: 'string' },
    cache: { type: 'string', default: '.cache/train' },
    resume: { type: 'boolean', default: false },
  },
});
/** Samples that the batch norm of the starting weights is fitted to: four batches' worth. */
const FIRST_SAMPLES = 128;

const preset = PRESETS[options.preset];
if (!preset)
  throw new Error(`there is no preset ${options.preset}: use ${Object.keys(PRESETS).join(' or ')}`);
const steps = Number(options.steps ?? preset.steps);
const { maskLogit } = preset;
const settings: Settings = {
  preset: options.preset,
  seed: Number(options.seed),
  steps,
  batch: 32,
  threads: Number(options.threads),
  rate: preset.rate,
  weightDecay: 0.01,
  labelSmoothing: 0.05,
  ...(preset.coarse > 0 && { coarse: { size: 64, steps: Math.round(preset.coarse * steps) } }),
};
const leaveOut = options['leave-out'];
const parent = options.from === undefined ? null : await readParent(options.from);
if (leaveOut && parent?.training.sources[leaveOut]) {
  throw new Error(`${parent.version} has learnt from ${leaveOut}: leaving it out now would judge nothing`);
}
const name = [
  settings.preset,
  settings.steps,
  `seed${settings.seed}`,
  ...(parent ? [`from-${parent.version}`] : []),
  ...(leaveOut ? [`without-${leaveOut}`] : []),
];
const folder = join(options.cache, name.join('-'));
const out = options.out ?? join(folder, 'model');
await mkdir(folder, { recursive: true });

const data = await folderOf(options.data, options.cache);
const store = await prepareExamples(data, options.cache, settings.threads, 'own', (done, total) => {
  if (done % 100 === 0) console.log(`finding faces: ${done} of ${total} photos`);
});
store.things = await readThings(data, 'learnt');
const split = splitExamples(await correctLabels(store.examples), settings.seed, leaveOut);
if (leaveOut && split.leftOut.length === 0) throw new Error(`no photo is of source ${leaveOut}`);
const architecture = maskArchitecture(96);
const kernels = await compileKernels();
const checkpoint = join(folder, 'checkpoint.bin');
const state: State = options.resume
  ? deserialize(await readFile(checkpoint))
  : initialState(architecture, settings.seed, await firstWeights());
const { multiplyAdds, weights } = cost(architecture);
console.log(
  `${split.train.length} faces to learn from, ${split.validation.length} held out; ` +
    `${weights} weights, ${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds; step ${state.step} of ${settings.steps}`,
);
// Read before training: what is changed or committed meanwhile is not what runs.
const gitRevision = revision();
const began = performance.now();
const from = state.step;
await runTraining(
  {
    kernels,
    architecture,
    samples: new URL('./samples.ts', import.meta.url),
    store,
    train: split.train,
    settings,
    state,
  },
  ({ step, loss, accuracy }) => {
    const seconds = (performance.now() - began) / 1000;
    const perSecond = (step - from) / seconds;
    const bar = '#'.repeat(Math.round((20 * step) / settings.steps)).padEnd(20, '.');
    console.log(
      `[${bar}] ${step}/${settings.steps} loss ${loss.toFixed(3)} accuracy ${accuracy.toFixed(3)} ` +
        `${(perSecond * settings.batch).toFixed(0)} images/s, ${((settings.steps - step) / perSecond / 60).toFixed(1)} min left`,
    );
  },
  async (next) => {
    await writeFile(`${checkpoint}.part`, serialize(next));
    await rename(`${checkpoint}.part`, checkpoint);
    await writeModel(next);
  },
);
// A run that had come to its end has its model written again, as this code writes it.
if (from === settings.steps) await writeModel(state);

/** What the manifest of the model that is trained on says of it. */
async function readParent(folder: string): Promise<Parent> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Parent;
}

interface Parent {
  version: string;
  training: { stepsDone: number; startedFrom: string; sources: Record<string, Record<string, number>> };
}

/** Those of the face net or of the model to go on from, their batch norm fitted to samples as they will be learnt from. */
async function firstWeights(): Promise<Float32Array<ArrayBuffer>> {
  const floats = architecture.size ** 2 * 3;
  const images = new Float32Array(FIRST_SAMPLES * floats);
  const sampler = new Sampler(store, split.train, architecture.size);
  for (let i = 0; i < FIRST_SAMPLES; i++) {
    sampler.draw(new Random(settings.seed, 2, i), images.subarray(i * floats, (i + 1) * floats));
  }
  const random = new Random(settings.seed, 1);
  if (options.from !== undefined) {
    const { layers, dense } = await readMaskNet(readModelFrom(options.from));
    return pretrainedParameters(kernels, architecture, layers, images, random, dense);
  }
  return pretrainedParameters(kernels, architecture, await readFaceNet(), images, random);
}

/** Judges the running mean of the weights, calibrates it and writes the model with its manifest. */
async function writeModel(next: State): Promise<void> {
  const trained = {
    weights: withMaskLogit(next.average, architecture, maskLogit),
    statistics: next.statistics,
  };
  const judge = (examples: Example[], temperature?: number) => {
    const logits = predict(kernels, architecture, trained, examples.length, (i, out) =>
      plainCrop(store, examples[i]!, architecture.size, out),
    );
    const fitted =
      temperature ??
      fitTemperature(
        logits,
        examples.map(({ label }) => label),
      );
    const answers = examples.map((example, i) => ({
      example,
      probabilities: softmax(logits.subarray(3 * i, 3 * i + 3), fitted),
    }));
    const figuresOf = (part: typeof answers) =>
      validate(
        part.map(({ example }) => example),
        part.map(({ probabilities }) => probabilities),
      );
    const large = answers.filter(({ example }) => isLarge(example));
    return { temperature: fitted, figures: { ...figuresOf(answers), large: figuresOf(large) } };
  };
  const { temperature, figures } = judge(split.validation);
  const sha256 = await writeGraph(out, exportGraph(architecture, trained, 'mask.bin', 'float16'));
  const sources: Record<string, Record<string, number>> = {};
  for (const { source, label } of split.train) {
    sources[source] ??= {};
    sources[source][label] = (sources[source][label] ?? 0) + 1;
  }
  // Half of all photos may be left out: judging them at every checkpoint took a tenth of the time.
  const left =
    leaveOut && next.step === settings.steps ? judge(split.leftOut, temperature).figures : undefined;
  const manifest = {
    version: `mask-${sha256.slice(0, 8)}`,
    sha256,
    labels: LABELS,
    input: { size: architecture.size, crop: { scale: CROP_SCALE } },
    temperature,
    cost: { multiplyAdds, weights },
    training: {
      ...settings,
      maskLogit,
      stepsDone: next.step,
      gitRevision,
      startedFrom: parent?.training.startedFrom ?? FACE_NET,
      ...(parent && { wentOnFrom: parent.version, stepsBefore: parent.training.stepsDone }),
      leaveOut: leaveOut ?? null,
      sources,
    },
    validation: figures,
    ...(left && { leftOut: left }),
  };
  await writeFile(join(out, 'manifest.json'), formatted(manifest));
  await writeCard(out, manifest);
  console.log(`step ${next.step}: ${JSON.stringify(figures)}`);
  if (left) console.log(`left out ${leaveOut}: ${JSON.stringify(left)}`);
}
