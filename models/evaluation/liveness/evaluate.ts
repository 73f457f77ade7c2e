import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWasm } from '../../pipeline/backend.ts';
import type { Box, Face } from '../../pipeline/face.ts';
import { MaskedFaceDetector } from '../../pipeline/face-detector.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { LivenessModel } from '../../pipeline/liveness.ts';
import { iou } from '../../pipeline/nms.ts';
import { Random } from '../../training/common/random.ts';
import { type Example, exampleFrame } from '../../training/dataset/examples.ts';
import { readHumanModel, readModelFrom, readOwnModel, WASM_FOLDER } from '../../training/dataset/packages.ts';
import { prepareExamples } from '../../training/dataset/prepare.ts';
import { splitExamples } from '../../training/dataset/split.ts';
import { prepareScenes } from '../../training/detector/scenes.ts';
import { LivenessSampler } from '../../training/liveness/sample.ts';
import { wholePhotos } from '../../training/liveness/whole-photos.ts';
import { percent, wilson } from '../interval.ts';
import { PageCamera } from './camera.ts';
import { Peer } from './peer.ts';
import { livenessReport, type Scored } from './report.ts';
import { photoOf, scenesOf } from './scenes.ts';
import { sideOf } from './staging.ts';

/**
 * `npm run evaluate:liveness -- [--model FOLDER] [--data FOLDER] [--cache FOLDER] [--faces N] [--seed N] [--keep FOLDER]`
 *
 * Judges the liveness model, and the two that human ships, by attacks that its training did not make: held-out photos
 * on phones, tablets and paper that a real Chromium renders, beside the same photos as live faces. Nothing of it is a
 * real attack. `--keep` writes the pictures, which show faces: keep them on this machine.
 */
const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/liveness' },
    data: { type: 'string', default: '../shared/data/faces' },
    cache: { type: 'string', default: '.cache/train' },
    faces: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
/** Smaller faces would be enlarged too much. Pixels of the photo. */
const MIN_FACE = 40;
const SAME_FACE_IOU = 0.3;

await startWasm(WASM_FOLDER, 1);
const detector = await MaskedFaceDetector.load(readOwnModel);
const model = await LivenessModel.load(readModelFrom(options.model));
const peers = [await Peer.load(readHumanModel, 'antispoof'), await Peer.load(readHumanModel, 'liveness')];
const { version } = model.manifest;
const manifest = JSON.parse(await readFile(join(options.model, 'manifest.json'), 'utf8')) as {
  training: { seed: number };
};
const examples = await prepareExamples(options.data, options.cache, 2, 'own');
const store = wholePhotos(examples, await prepareScenes(options.data, options.cache, examples));
// What the model's own run has held out.
const { validation } = splitExamples(store.examples, manifest.training.seed);
const roomy = new LivenessSampler(store, validation, model.manifest.input.size).usable;
const faces = roomy.filter(({ face }) => sideOf(face.box) >= MIN_FACE).slice(0, Number(options.faces));
// A larger face behind the carrier would be the one that is judged.
const backgrounds = roomy.filter(({ face, width }) => sideOf(face.box) < 0.2 * width);
if (options.keep) await mkdir(options.keep, { recursive: true });

async function scoresOf(frame: Frame, face: Face): Promise<Record<string, number>> {
  const scores: Record<string, number> = { [version]: await model.score(frame, face) };
  for (const peer of peers) scores[`human's ${peer.name}`] = await peer.score(frame, face);
  return scores;
}

const scored: Scored[] = [];
let [missed, other] = [0, 0];
const camera = new PageCamera();
try {
  await camera.start();
  for (const [i, example] of faces.entries()) {
    const random = new Random(Number(options.seed), 31, i);
    const photo = await photoOf(options.data, example);
    const background = await photoOf(options.data, random.pick(backgrounds));
    for await (const scene of scenesOf(photo, background, camera, [Number(options.seed), 32, i])) {
      const { side, middle } = scene.stage;
      const expected: Box = [middle[0] - side / 2, middle[1] - side / 2, side, side];
      const found = (await detector.detect(scene.frame)).toSorted((a, b) => sideOf(b.box) - sideOf(a.box))[0];
      if (!found) missed++;
      else if (iou(found.box, expected) < SAME_FACE_IOU) other++;
      else {
        const scores = await scoresOf(scene.frame, found);
        scored.push({ live: scene.live, kind: scene.kind, scores });
        if (options.keep) {
          const name = `${scene.kind.replace(/\W+/g, '-')}-${i}-${scores[version]!.toFixed(2)}.jpg`;
          await writeFile(join(options.keep, name), scene.jpeg);
        }
      }
    }
    if (i % 20 === 19) console.error(`${i + 1} of ${faces.length} photos`);
  }
} finally {
  await camera.stop();
}
const live = scored.filter((scene) => scene.live).length;
console.log(
  `${live} live scenes and ${scored.length - live} attacks in Chromium, of ${faces.length} held-out faces; ` +
    `no face found in ${missed}, another one larger in ${other}`,
);
for (const name of Object.keys(scored[0]?.scores ?? {})) console.log(livenessReport(scored, name));

const room = new Set<Example>(roomy);
for (const [name, photos] of [
  ['photos as they are, with room around the face', roomy],
  ['photos as they are, the crop reaches out of the photo', validation.filter((one) => !room.has(one))],
] as const) {
  const all = await Promise.all(photos.map((one) => scoresOf(exampleFrame(store, one), one.face)));
  console.log(name);
  for (const key of Object.keys(all[0] ?? {})) {
    const wrong = all.filter((scores) => scores[key]! < 0.5).length;
    console.log(`  ${key}: called attack ${percent(wilson(wrong, all.length))}`);
  }
}
for (const one of [detector, model, ...peers]) one.dispose();
