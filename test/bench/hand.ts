/**
 * `npm run bench:hand [-- --model FOLDER] [--leave-out SOURCE] [--seed N] [--data FOLDER] [--cache FOLDER]`: how many bare
 * faces behind a photographed hand are called mask. The faces are those that the model has not learnt from: held out, or
 * of the source that a run left out; each is looked at once, as a live frame is. The last line is JSON; more than the
 * budget, of all faces, ends with 1.
 */
import { cpus, loadavg } from 'node:os';
import { percent, wilson } from '../../models/evaluation/interval.ts';
import { unseenFaces } from '../../models/evaluation/unseen.ts';
import { cutFace } from '../../models/pipeline/align.ts';
import { largest } from '../../models/pipeline/classifier.ts';
import { Random } from '../../models/training/common/random.ts';
import { exampleFrame, exampleMesh, isLarge, LARGE_FACE } from '../../models/training/dataset/examples.ts';
import { landmarksInCrop } from '../../models/training/drawing/landmarks.ts';
import { CROP_SCALE, MIN_MESH_SCORE } from '../../models/training/mask/sample.ts';
import { layHand, photographedHand } from './hand/lay.ts';

/** Share of hands before the mouth that may be called mask. */
const BUDGET = 0.05;
/** How often a hand is laid on each face, each time otherwise. */
const TIMES = 3;

const { classifier, store, faces, whose } = await unseenFaces();
const bare = faces.filter(({ label, meshScore }) => label === 'no_mask' && meshScore > MIN_MESH_SCORE);
const hand = await photographedHand();
const { size } = classifier.manifest.input;
const pixels = new Float32Array(size * size * 3);
/** One for each hand: whether it was called mask. */
const answers: { large: boolean; mask: boolean }[] = [];
for (const [i, example] of bare.entries()) {
  const large = isLarge(example);
  for (let time = 0; time < TIMES; time++) {
    const map = cutFace(exampleFrame(store, example), example.face, size, CROP_SCALE, pixels);
    for (let k = 0; k < pixels.length; k++) pixels[k] = (pixels[k]! + 1) / 2;
    const face = landmarksInCrop(exampleMesh(store, example), map);
    layHand({ size, rgb: pixels }, face, hand, new Random(77, i, time));
    for (let k = 0; k < pixels.length; k++) pixels[k] = pixels[k]! * 2 - 1;
    const [probabilities] = await classifier.classify(pixels, 1, false);
    answers.push({ large, mask: largest(probabilities!) === 'mask' });
  }
}
const share = (some: typeof answers) => wilson(some.filter(({ mask }) => mask).length, some.length);
const shares = { all: share(answers), large: share(answers.filter(({ large }) => large)) };
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}; ` +
    `${classifier.manifest.version}, ${bare.length} faces ${whose}, one hand, ${TIMES} times each`,
);
console.log(`called mask: ${percent(shares.all)}`);
console.log(`of ${LARGE_FACE} px and more: ${percent(shares.large)}`);
console.log(
  JSON.stringify({
    bench: 'hand',
    model: classifier.manifest.version,
    faces: bare.length,
    whose,
    called_mask: shares,
    budget: BUDGET,
  }),
);
classifier.dispose();
process.exitCode = (shares.all?.value ?? 1) > BUDGET ? 1 : 0;
