import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cutFace } from '../pipeline/align.ts';
import { startWasm } from '../pipeline/backend.ts';
import { BlazeFace } from '../pipeline/blazeface.ts';
import { largest, MaskClassifier } from '../pipeline/classifier.ts';
import type { Box, Face } from '../pipeline/face.ts';
import { MaskedFaceDetector } from '../pipeline/face-detector.ts';
import type { Frame } from '../pipeline/frame.ts';
import type { Label } from '../pipeline/labels.ts';
import { loadNet } from '../pipeline/load.ts';
import { iou } from '../pipeline/nms.ts';
import { Random } from '../training/common/random.ts';
import { readHumanModel, readModelFrom, WASM_FOLDER } from '../training/dataset/packages.ts';
import { prepareExamples } from '../training/dataset/prepare.ts';
import { splitExamples } from '../training/dataset/split.ts';
import { readThings } from '../training/dataset/things.ts';
import { drawMistake } from '../training/detector/mistake.ts';
import { prepareScenes } from '../training/detector/scenes.ts';
import { Stage } from '../training/detector/stage.ts';
import { CROP_SCALE } from '../training/mask/sample.ts';
import { DetectorTally } from './detector-tally.ts';
import { DrawnScenes } from './drawn-scenes.ts';

/**
 * `npm run evaluate:faces -- [--model FOLDER] [--than FOLDER] [--leave-out SOURCE,SOURCE] [--seed N] [--data FOLDER]
 * [--cache FOLDER]`
 *
 * Face detectors on the same frames in one run, beside the 256 px BlazeFace: whole photos as large as they go in 640×480, those
 * held out or those of the sources named. Every labelled face of 80 px and more counts, those too that no detector, or one
 * alone, had seen (`hard`); what the mask model calls those that are found is told, too. Then scenes that training's own
 * code composes of these photos, which flatters. Pictures of what the first misses go to a folder outside of git.
 */
const PICTURES = 'dist/evaluation/faces';
const MOST_PICTURES = 200;
const FACELESS = 400;
const DRAWN = 1000;
/** Below it nothing is asked; the figures are of higher scores. */
const LOOSEST = 0.3;
const SMALLEST = 80;

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/face' },
    than: { type: 'string' },
    'leave-out': { type: 'string' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string', default: '../shared/data/faces' },
    cache: { type: 'string', default: '.cache/train' },
  },
});
await startWasm(WASM_FOLDER, 1);
const leaveOut = options['leave-out'];
const seed = Number(options.seed);
const store = await prepareScenes(
  options.data,
  options.cache,
  await prepareExamples(options.data, options.cache, 2, 'blazeface'),
);
store.things = await readThings(options.data, 'held out');
const split = splitExamples(store.photos, seed, leaveOut);
const photos = leaveOut ? split.leftOut : split.validation;
const own = await loose(options.model);
const detectors = [own, ...(options.than ? [await loose(options.than)] : [])];
const peer = await BlazeFace.load(readHumanModel);
const classifier = await MaskClassifier.load(readModelFrom('models/mask'));
const all = [...detectors, { name: 'blazeface-back-256', shown: 0.5, detect: peer.detect.bind(peer) }];
const tallies = all.map(({ name, shown }) => new DetectorTally(name, shown));
const stage = new Stage(store, photos, seed);
let missed = 0;
await rm(PICTURES, { recursive: true, force: true });
await mkdir(PICTURES, { recursive: true });

for (const photo of photos) {
  const { frame, place } = stage.whole(photo);
  const known = [...photo.faces.map(({ box }) => box), ...photo.unsure].map(place);
  const wanted = photo.faces.flatMap((face) => {
    const box = place(face.box);
    return face.label && box[2] >= SMALLEST ? [{ ...face, box }] : [];
  });
  for (const [k, { detect }] of all.entries()) {
    const found = await detect(frame);
    for (const { box, label, hard } of wanted) {
      const best = found.filter((face) => iou(face.box, box) > 0.3).toSorted((a, b) => b.score - a.score)[0];
      const score = best?.score ?? 0;
      const called = best && (await maskOf(frame, best));
      tallies[k]!.face({ source: photo.source, label: label!, hard: hard === true, score, called });
      if (k > 0 || score >= own.shown || missed++ >= MOST_PICTURES) continue;
      const name = `${missed} ${label} ${score.toFixed(2)} ${photo.file.replaceAll('/', '_')}.png`;
      await drawMistake(join(PICTURES, name), frame, box, found);
    }
    tallies[k]!.photo(found.filter(({ box }) => !known.some((other) => meets(box, other))));
  }
}
const drawn = new DrawnScenes(store, photos);
for (let i = 0; i < DRAWN; i++) await drawn.ask(all, new Random(seed, 13, i));
for (let i = 0; i < FACELESS; i++) {
  const { frame } = stage.faceless(i);
  for (const [k, { detect }] of all.entries()) {
    tallies[k]!.faceless(await detect(frame));
  }
}
console.log(
  `${photos.length} photos ${leaveOut ? `of ${leaveOut}` : 'held out'}, labelled faces of ${SMALLEST} px and more`,
);
for (const [k, tally] of tallies.entries()) console.log([tally.report(), ...drawn.report(k)].join('\n'));
console.log(`${missed} missed by ${own.name}: ${PICTURES}`);
for (const each of [...detectors, peer, classifier]) each.dispose();

/** What the mask model that ships says of a face, by the crop that this detector's box gives. */
async function maskOf(frame: Frame, face: Face): Promise<Label> {
  const { size } = classifier.manifest.input;
  const pixels = new Float32Array(size * size * 3);
  cutFace(frame, face, size, CROP_SCALE, pixels);
  return largest((await classifier.classify(pixels, 1, true))[0]!);
}

/** A detector that shows all it has, and the score from which the product shows a face. */
async function loose(folder: string) {
  const read = readModelFrom(folder);
  const manifest = JSON.parse(new TextDecoder().decode(await read('face/manifest.json')));
  const { model } = await loadNet(read, { folder: 'face', json: 'model.json' }, null, []);
  const detector = new MaskedFaceDetector(model, { ...manifest, minScore: LOOSEST });
  return {
    name: manifest.version as string,
    shown: manifest.minScore as number,
    detect: detector.detect.bind(detector),
    dispose: () => detector.dispose(),
  };
}

/** Whether a found box is one of a known place: it overlaps it, or lies in it. */
function meets([x, y, w, h]: Box, other: Box): boolean {
  const [cx, cy] = [x + w / 2, y + h / 2];
  const inside = cx > other[0] && cy > other[1] && cx < other[0] + other[2] && cy < other[1] + other[3];
  return inside || iou([x, y, w, h], other) > 0.1;
}
