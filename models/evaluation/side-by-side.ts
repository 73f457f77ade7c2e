import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cutFace, faceCrop } from '../pipeline/align.ts';
import { largest, type MaskClassifier } from '../pipeline/classifier.ts';
import type { Label, Probabilities } from '../pipeline/labels.ts';
import { Random } from '../training/common/random.ts';
import { type Example, exampleFrame, exampleMesh, isLarge } from '../training/dataset/examples.ts';
import { landmarksInCrop } from '../training/drawing/landmarks.ts';
import { holdThing } from '../training/drawing/thing.ts';
import { CROP_SCALE, MIN_MESH_SCORE } from '../training/mask/sample.ts';
import { percent, wilson } from './interval.ts';
import { bareTheMouth, looksAhead, type MeshedCrop, meshIn, moveMaskUp } from './mouth-bare.ts';
import { mistakesPage } from './page.ts';
import { unseenFaces } from './unseen.ts';

/**
 * `npm run evaluate:side-by-side -- --model FOLDER --than FOLDER [--leave-out SOURCE] [--seed N] [--data FOLDER]
 * [--cache FOLDER]`
 *
 * Two mask classifiers on the same crops in one run: faces that neither has learnt from, by source, and a mask on the nose
 * with the mouth bare, drawn from them by code that training does not have. Crops and mirror images, largest probability,
 * nothing abstained. The worst mistakes of `--model` go to a page outside of git, beside each what `--than` says.
 */
const PAGE = 'dist/evaluation/side-by-side.html';

/** Pictures that are drawn of each kind, at most. */
const MOST_DRAWN = 200;
const BATCH = 16;
const DRAWN = {
  up: 'drawn: mask moved up',
  bared: 'drawn: mouth bared',
  thing: 'drawn: photographed thing before the mouth',
} as const;

interface Asked {
  set: string;
  file: string;
  label: Label;
  large: boolean;
  /** As each model is shown it, in its own size. */
  crops: Float32Array[];
  answers: Probabilities[];
}

const { classifier, other, store, faces, whose } = await unseenFaces();
if (!other) throw new Error('say which model to compare with: --than FOLDER');
const models: readonly MaskClassifier[] = [classifier, other];
const sizes = models.map(({ manifest }) => manifest.input.size);
const asked: Asked[] = [];

/** Cuts a face as the pipeline does. 0 to 1. */
function cut(example: Example, size: number): MeshedCrop {
  const rgb = new Float32Array(size * size * 3);
  const map = cutFace(exampleFrame(store, example), example.face, size, CROP_SCALE, rgb);
  for (let i = 0; i < rgb.length; i++) rgb[i] = (rgb[i]! + 1) / 2;
  return { canvas: { size, rgb }, points: meshIn(exampleMesh(store, example), map) };
}

/** Asks the models about a face, as it is cut or drawn for each of their sizes: by the same random numbers, if any. */
function ask(set: string, example: Example, label: Label, draw: (size: number) => MeshedCrop): void {
  const crops = sizes.map((size) => draw(size).canvas.rgb.map((value) => value * 2 - 1));
  asked.push({ set, file: example.file, label, large: isLarge(example), crops, answers: [] });
}

for (const example of faces) {
  const kind = example.kind ? `, ${example.kind}` : '';
  ask(`${example.source}, ${example.label}${kind}`, example, example.label, (size) => cut(example, size));
}
/** Faces of a label that look at the camera, spread over the sources. */
const ahead = (label: Label) => {
  const all = faces.filter(
    (example) =>
      example.label === label &&
      example.meshScore > MIN_MESH_SCORE &&
      looksAhead(cut(example, sizes[0]!).points),
  );
  return all.filter((_, i) => i % Math.ceil(all.length / MOST_DRAWN) === 0);
};
const [masked, bare] = [ahead('mask'), ahead('no_mask')];
const { things } = store;
for (const [i, example] of things && things.count > 0 ? bare.entries() : []) {
  ask(DRAWN.thing, example, 'no_mask', (size) => {
    const crop = cut(example, size);
    const map = faceCrop(example.face, size, CROP_SCALE);
    holdThing(crop.canvas, landmarksInCrop(exampleMesh(store, example), map), things!, new Random(7, i));
    return crop;
  });
}
if (masked.length > 0 && bare.length > 0) {
  for (const [i, example] of bare.entries()) {
    ask(DRAWN.up, example, 'incorrect', (size) => {
      const random = new Random(5, i);
      const crop = cut(example, size);
      moveMaskUp(crop, cut(random.pick(masked), size), random);
      return crop;
    });
  }
  for (const [i, example] of masked.entries()) {
    ask(DRAWN.bared, example, 'incorrect', (size) => {
      const random = new Random(6, i);
      const crop = cut(example, size);
      bareTheMouth(crop, cut(random.pick(bare), size), random);
      return crop;
    });
  }
}
for (const [k, model] of models.entries()) {
  const floats = sizes[k]! ** 2 * 3;
  for (let from = 0; from < asked.length; from += BATCH) {
    const batch = asked.slice(from, from + BATCH);
    const crops = new Float32Array(batch.length * floats);
    for (const [i, one] of batch.entries()) crops.set(one.crops[k]!, i * floats);
    const answers = await model.classify(crops, batch.length, true);
    for (const [i, one] of batch.entries()) one.answers.push(answers[i]!);
  }
}

const isDrawn = ({ set }: Asked) => (Object.values(DRAWN) as string[]).includes(set);
const names = models.map(({ manifest }) => manifest.version);
console.log(`${faces.length} faces ${whose}; ${names.join(' | ')}`);
/** Prints the share of an answer by each model, and how often they differ. */
function tell(name: string, part: readonly Asked[], counts: (answer: Label) => boolean): void {
  if (part.length === 0) return;
  const hits = models.map((_, k) => part.map(({ answers }) => counts(largest(answers[k]!))));
  const shares = hits.map((list) => percent(wilson(list.filter(Boolean).length, list.length)));
  const only = hits.map((list, k) => list.filter((hit, i) => hit && !hits[1 - k]![i]).length);
  console.log(`  ${name}: ${shares.join(' | ')}; only one of them: ${only.join(' | ')}`);
}
for (const [title, part] of [
  ['all', asked],
  ['of 80 px and more', asked.filter(({ large }) => large)],
] as const) {
  const of = (label: Label) => part.filter((one) => one.label === label && !isDrawn(one));
  console.log(title);
  tell('bare called mask', of('no_mask'), (answer) => answer === 'mask');
  tell('bare called worn wrong', of('no_mask'), (answer) => answer === 'incorrect');
  tell('mask refused', of('mask'), (answer) => answer !== 'mask');
  tell('wrong called mask', of('incorrect'), (answer) => answer === 'mask');
  for (const set of Object.values(DRAWN)) {
    tell(
      `${set}, called mask`,
      part.filter((one) => one.set === set),
      (answer) => answer === 'mask',
    );
  }
}
console.log('answered otherwise than labelled (bare and wrong: called mask)');
for (const [set, part] of [...Map.groupBy(asked, ({ set }) => set)].sort(([a], [b]) => a.localeCompare(b))) {
  tell(set, part, (answer) => (part[0]!.label === 'mask' ? answer !== 'mask' : answer === 'mask'));
}
const mistakes = asked
  .filter((one) => !isDrawn(one))
  .map(({ file, label, crops, answers }) => {
    const [probabilities, than] = answers as [Probabilities, Probabilities];
    return {
      file: `${file} (${names[1]}: ${largest(than)})`,
      label,
      answer: largest(probabilities),
      probabilities,
      crop: crops[0]!,
    };
  });
await mkdir(dirname(PAGE), { recursive: true });
await writeFile(
  PAGE,
  await mistakesPage(mistakes, sizes[0]!, `${names[0]} on ${faces.length} faces ${whose}`),
);
console.log(`the mistakes as pictures: ${PAGE} (faces: keep it on this machine)`);
for (const model of models) model.dispose();
