import { cutFace, faceCrop } from '../pipeline/align.ts';
import { largest } from '../pipeline/classifier.ts';
import type { Label } from '../pipeline/labels.ts';
import { measureQuality, type Quality } from '../pipeline/quality.ts';
import { qualityIssueOf } from '../pipeline/quality-issue.ts';
import { cameraFaults } from '../training/augment/camera.ts';
import type { Canvas } from '../training/common/canvas.ts';
import { Random } from '../training/common/random.ts';
import { type Example, exampleFrame, exampleMesh } from '../training/dataset/examples.ts';
import { readHumanModel } from '../training/dataset/packages.ts';
import { landmarksInCrop } from '../training/drawing/landmarks.ts';
import { drawOccluder, OCCLUDERS } from '../training/drawing/occluder.ts';
import { CROP_SCALE, MIN_MESH_SCORE, plainCrop } from '../training/mask/sample.ts';
import { AgeGuesser } from './age.ts';
import { skinTone } from './groups.ts';
import { percent, wilson } from './interval.ts';
import { skinOf } from './judge.ts';
import { unseenFaces } from './unseen.ts';

/**
 * `npm run evaluate:stand-ins -- [--model FOLDER] [--leave-out SOURCE] [--seed N] [--data FOLDER] [--cache FOLDER]`
 *
 * Stands in for photos that nobody here has, by faces that the model has not learnt from: those held out, or those
 * of the source that a run left out. Webcam pictures are photos with camera faults added; things before the face
 * are drawn by training's own code, which flatters (`npm run bench:hand` has a photographed hand); ages are guessed by a
 * model and skin tones measured from the crop, neither is known.
 */
/** Pixels across that a bad webcam's face has left at least. */
const WEBCAM_DETAIL = [48, 80] as const;
/** Eye distances that the nose may be off the middle of a face that looks at the camera. */
const FRONTAL = 0.3;
const AGE_BANDS = [12, 25, 40, 60];

const { classifier, store, faces: unseen, whose } = await unseenFaces();
const ages = await AgeGuesser.load(readHumanModel);
const { size } = classifier.manifest.input;
const pixels = new Float32Array(size * size * 3);
const line = new Float32Array(size);

/** Cuts a face, changes the picture (0 to 1) and asks the classifier. */
async function answer(example: Example, change: (canvas: Canvas) => void): Promise<Label> {
  cutFace(exampleFrame(store, example), example.face, size, CROP_SCALE, pixels);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i]! + 1) / 2;
  change({ size, rgb: pixels });
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! * 2 - 1;
  return largest((await classifier.classify(pixels, 1, true))[0]!);
}

/** Prints how many of the faces are called `mask`. */
function tell(name: string, answers: readonly Label[]): void {
  console.log(
    `  ${name}: ${percent(wilson(answers.filter((one) => one === 'mask').length, answers.length))}`,
  );
}

function qualityOf(example: Example): Quality {
  plainCrop(store, example, size, pixels);
  return measureQuality(exampleFrame(store, example), example.face, pixels, size);
}

/** Who stands before a camera and looks at it. */
function isFrontal(example: Example): boolean {
  const { width, yaw } = qualityOf(example);
  return width >= 80 && Math.abs(yaw) <= FRONTAL;
}

const of = (label: Label) => unseen.filter((example) => example.label === label);
console.log(`${classifier.manifest.version} on ${unseen.length} faces ${whose}; shares called mask`);
console.log(
  'webcam-like (light, blur, noise, compression at random), all faces; frontal ones of 80 px and more',
);
for (const label of ['mask', 'no_mask', 'incorrect'] as const) {
  const answers: Label[] = [];
  const near: Label[] = [];
  for (const [i, example] of of(label).entries()) {
    const random = new Random(1, i);
    const given = await answer(example, (canvas) => cameraFaults(canvas, random, line, WEBCAM_DETAIL));
    answers.push(given);
    if (isFrontal(example)) near.push(given);
  }
  tell(label, answers);
  tell(`${label}, frontal`, near);
}
console.log('drawn before bare faces');
for (const kind of OCCLUDERS) {
  const answers: Label[] = [];
  for (const [i, example] of of('no_mask').entries()) {
    if (example.meshScore <= MIN_MESH_SCORE) continue;
    const landmarks = landmarksInCrop(exampleMesh(store, example), faceCrop(example.face, size, CROP_SCALE));
    answers.push(await answer(example, (canvas) => drawOccluder(canvas, landmarks, kind, new Random(2, i))));
  }
  tell(kind, answers);
}
console.log('bare faces by guessed age and measured skin tone');
const groups = new Map<string, Label[]>();
for (const example of of('no_mask')) {
  const given = await answer(example, () => {});
  const years = await ages.guess(exampleFrame(store, example), example.face);
  const at = AGE_BANDS.findIndex((limit) => years < limit);
  const band = at === -1 ? `${AGE_BANDS.at(-1)} and more` : `under ${AGE_BANDS[at]}`;
  const tone = skinTone(skinOf(pixels, size));
  const key = `${band}, ${tone}`;
  groups.set(key, [...(groups.get(key) ?? []), given]);
}
for (const [key, answers] of [...groups].sort(([a], [b]) => a.localeCompare(b))) tell(key, answers);
tell('all', [...groups.values()].flat());
const frontal = unseen.filter(isFrontal);
const refused = frontal.filter((example) => qualityIssueOf(qualityOf(example), 1));
console.log(
  `frontal faces of 80 px and more that are not judged: ${percent(wilson(refused.length, frontal.length))}`,
);
classifier.dispose();
ages.dispose();
