import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatted, revision } from '../common/manifest.ts';
import { Random } from '../common/random.ts';
import { prepareExamples } from '../dataset/prepare.ts';
import { splitExamples } from '../dataset/split.ts';
import { prepareScenes } from '../detector/scenes.ts';
import { compileKernels } from '../kernels/kernels.ts';
import { initialState, runTraining } from '../loop/run.ts';
import type { Settings } from '../loop/schedule.ts';
import { fitLogisticTemperature } from '../loop/validation.ts';
import type { State } from '../loop/worker.ts';
import { cost, livenessArchitecture } from '../network/architecture.ts';
import { asSingleLogit, exportGraph } from '../network/export.ts';
import { writeGraph } from '../network/graph.ts';
import { predict } from '../network/predict.ts';
import { writeLivenessCard } from './card.ts';
import { livenessFigures } from './figures.ts';
import { type Kind, LIVENESS_SCALE, LivenessSampler, plainLivenessCrop } from './sample.ts';
import { wholePhotos } from './whole-photos.ts';

/**
 * `npm run train:liveness -- [--data FOLDER] [--steps N] [--seed N] [--threads N] [--out FOLDER] [--cache FOLDER]`
 *
 * From photos of faces, and attacks simulated with them, to weights, manifest and card. Only with
 * `--out models/liveness` does it replace what ships.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    steps: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
    cache: { type: 'string', default: '.cache/train' },
  },
});
const settings: Settings = {
  preset: 'liveness',
  seed: Number(options.seed),
  steps: Number(options.steps),
  batch: 64,
  threads: Number(options.threads),
  rate: 2e-3,
  weightDecay: 0.01,
  labelSmoothing: 0.05,
};
/** Simulated samples that the model is judged and calibrated by. */
const JUDGED = 2000;
const out = options.out ?? join(options.cache, `liveness-${settings.steps}-seed${settings.seed}`);
await mkdir(out, { recursive: true });

const examples = await prepareExamples(options.data, options.cache, settings.threads, 'own');
const store = wholePhotos(examples, await prepareScenes(options.data, options.cache, examples));
const split = splitExamples(store.examples, settings.seed);
const architecture = livenessArchitecture();
const { size } = architecture;
const learnt = new LivenessSampler(store, split.train, size).usable;
const heldOut = new LivenessSampler(store, split.validation, size);
const kernels = await compileKernels();
console.log(`${learnt.length} faces with room around them to learn from, ${heldOut.usable.length} held out`);
// Read before training: what is changed or committed meanwhile is not what runs.
const gitRevision = revision();
const began = performance.now();
await runTraining(
  {
    kernels,
    architecture,
    samples: new URL('./samples.ts', import.meta.url),
    store,
    train: split.train,
    settings,
    state: initialState(architecture, settings.seed),
  },
  ({ step, loss, accuracy }) => {
    const perSecond = step / ((performance.now() - began) / 1000);
    console.log(
      `${step}/${settings.steps} loss ${loss.toFixed(3)} accuracy ${accuracy.toFixed(3)} ` +
        `${(perSecond * settings.batch).toFixed(0)} images/s, ${((settings.steps - step) / perSecond / 60).toFixed(1)} min left`,
    );
  },
  writeModel,
);

/** Judges the running mean of the weights, calibrates it and writes the model with its manifest and card. */
async function writeModel(next: State): Promise<void> {
  const single = asSingleLogit(architecture, { weights: next.average, statistics: next.statistics });
  const logits = (count: number, fill: (index: number, out: Float32Array) => void) =>
    Array.from(predict(kernels, single.architecture, single.trained, count, fill));
  const kinds: Kind[] = [];
  const simulated = logits(JUDGED, (i, crop) => {
    kinds[i] = heldOut.draw(new Random(settings.seed, 21, i), crop);
  });
  const photos = logits(heldOut.usable.length, (i, crop) =>
    plainLivenessCrop(store, heldOut.usable[i]!, size, crop),
  );
  const sha256 = await writeGraph(
    out,
    exportGraph(single.architecture, single.trained, 'liveness.bin', 'float32'),
  );
  const { preset: _, ...learning } = settings;
  const manifest = {
    version: `liveness-${sha256.slice(0, 8)}`,
    sha256,
    input: { size, crop: { scale: LIVENESS_SCALE } },
    temperature: fitLogisticTemperature(
      simulated,
      kinds.map((kind) => kind === 'live'),
    ),
    cost: cost(single.architecture),
    training: {
      ...learning,
      stepsDone: next.step,
      gitRevision,
      sources: Object.fromEntries(
        [...Map.groupBy(learnt, ({ source }) => source)].map(([source, faces]) => [source, faces.length]),
      ),
    },
    validation: livenessFigures(simulated, kinds, photos),
  };
  await writeFile(join(out, 'manifest.json'), formatted(manifest));
  await writeLivenessCard(out, manifest);
  console.log(`step ${next.step}: ${JSON.stringify(manifest.validation)}`);
}
