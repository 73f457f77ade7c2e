import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { softmax } from '../../pipeline/classifier.ts';
import { LABELS } from '../../pipeline/labels.ts';
import { writeGraph } from '../blazeface/graph.ts';
import { formatted, revision } from '../common/manifest.ts';
import { Random } from '../common/random.ts';
import { folderOf } from '../dataset/bucket.ts';
import { correctLabels } from '../dataset/corrections.ts';
import { type Example, isLarge } from '../dataset/examples.ts';
import { prepareExamples } from '../dataset/prepare.ts';
import { splitExamples } from '../dataset/split.ts';
import { readThings } from '../dataset/things.ts';
import { compileKernels } from '../kernels/kernels.ts';
import { initialState, progressBar, readState, runTraining, writeState } from '../loop/run.ts';
import { fitTemperature, validate } from '../loop/validation.ts';
import type { State } from '../loop/worker.ts';
import { CROP_SIZE, maskArchitecture, maskCost } from './architecture.ts';
import { writeCard } from './card.ts';
import { exportClassifier } from './export.ts';
import { predict } from './predict.ts';
import { COARSE_SIZE, type MaskSettings, PRESETS } from './presets.ts';
import { withMaskLogit } from './prior.ts';
import { CROP_SCALE, plainCrop } from './sample.ts';
import { readStart } from './start.ts';

/**
 * `npm run train -- [--data FOLDER|s3://BUCKET/PREFIX] [--preset quick|full|tune] [--steps N] [--seed N] [--threads N] [--from FOLDER]
 * [--leave-out SOURCE] [--out FOLDER] [--cache FOLDER] [--resume]`
 *
 * From labelled photos to weights and manifest. Only with `--out models/mask` does it replace what ships.
 * A run that ended early goes on from its last checkpoint with `--resume` and the same options. It starts from the blocks of
 * the face detector that ships; `--from` names another detector, `blazeface` for the weights that it began with, or a mask
 * model to go on from, for the preset `tune`.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    preset: { type: 'string', default: 'full' },
    steps: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    from: { type: 'string', default: 'models/face' },
    'leave-out': { type: 'string' },
    out: { type: 'string' },
    cache: { type: 'string', default: '.cache/train' },
    resume: { type: 'boolean', default: false },
  },
});
const preset = PRESETS[options.preset];
if (!preset)
  throw new Error(`there is no preset ${options.preset}: use ${Object.keys(PRESETS).join(' or ')}`);
const steps = Number(options.steps ?? preset.steps);
const { maskLogit } = preset;
const settings: MaskSettings = {
  preset: options.preset,
  seed: Number(options.seed),
  steps,
  batch: 32,
  threads: Number(options.threads),
  rate: preset.rate,
  weightDecay: 0.01,
  labelSmoothing: 0.05,
  ...(preset.coarse > 0 && { coarse: { size: COARSE_SIZE, steps: Math.round(preset.coarse * steps) } }),
};
const leaveOut = options['leave-out'];
const architecture = maskArchitecture();
const start = await readStart(architecture, options.from, leaveOut, new Random(settings.seed, 1));
const { parent } = start;
const name = [
  settings.preset,
  settings.steps,
  `seed${settings.seed}`,
  `from-${parent.version}`,
  ...(leaveOut ? [`without-${leaveOut}`] : []),
];
const folder = join(options.cache, name.join('-'));
const out = options.out ?? join(folder, 'model');
await mkdir(folder, { recursive: true });

const photos = await folderOf(options.data, options.cache);
const store = await prepareExamples(photos, options.cache, settings.threads, 'own', (done, total) => {
  if (done % 100 === 0) console.log(`finding faces: ${done} of ${total} photos`);
});
store.things = await readThings(photos, 'learnt');
const split = splitExamples(await correctLabels(store.examples), settings.seed, leaveOut);
if (leaveOut && split.leftOut.length === 0) throw new Error(`no photo is of source ${leaveOut}`);
const kernels = await compileKernels();
const checkpoint = join(folder, 'checkpoint.bin');
const state = options.resume ? await readState(checkpoint) : initialState(start.weights);
const { multiplyAdds, weights } = maskCost(architecture, CROP_SIZE);
console.log(
  `${split.train.length} faces to learn from, ${split.validation.length} held out; ` +
    `${weights} weights, ${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds; step ${state.step} of ${settings.steps}`,
);
// Read before training: what is changed or committed meanwhile is not what runs.
const gitRevision = revision();
const from = state.step;
const data = { store, train: split.train };
await runTraining(
  { kernels, architecture, task: new URL('./task.ts', import.meta.url), data, settings, state },
  progressBar(settings, from),
  async (next) => {
    await writeState(checkpoint, next);
    await writeModel(next);
  },
);
// A run that had come to its end has its model written again, as this code writes it.
if (from === settings.steps) await writeModel(state);

/** Judges the running mean of the weights, calibrates it and writes the model with its manifest. */
async function writeModel(next: State): Promise<void> {
  const trained = withMaskLogit(next.average, architecture, maskLogit);
  const judge = (examples: Example[], temperature?: number) => {
    const logits = predict(kernels, architecture, CROP_SIZE, trained, examples.length, (i, out) =>
      plainCrop(store, examples[i]!, CROP_SIZE, out),
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
  const sha256 = await writeGraph(out, exportClassifier(architecture, CROP_SIZE, trained, 'float16'));
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
    input: { size: CROP_SIZE, crop: { scale: CROP_SCALE } },
    temperature,
    cost: { multiplyAdds, weights },
    training: {
      ...settings,
      maskLogit,
      stepsDone: next.step,
      gitRevision,
      startedFrom: start.goesOn ? parent.training.startedFrom! : parent.version,
      ...(start.goesOn && { wentOnFrom: parent.version, stepsBefore: parent.training.stepsDone }),
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
