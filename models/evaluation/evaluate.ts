import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { startWasm } from '../pipeline/backend.ts';
import { BlazeFace } from '../pipeline/blazeface.ts';
import { MaskClassifier } from '../pipeline/classifier.ts';
import { MaskedFaceDetector } from '../pipeline/face-detector.ts';
import type { Label } from '../pipeline/labels.ts';
import { formatted } from '../training/common/manifest.ts';
import { LARGE_FACE } from '../training/dataset/examples.ts';
import { readLabels } from '../training/dataset/labels.ts';
import { readHumanModel, readModelFrom, WASM_FOLDER } from '../training/dataset/packages.ts';
import { validate } from '../training/loop/validation.ts';
import { type Judged, judgePhoto } from './judge.ts';
import { mistakesPage } from './page.ts';
import { report } from './report.ts';

/**
 * `npm run evaluate -- DIR [--model FOLDER] [--detector FOLDER] [--blazeface] [--every N] [--page FILE]
 * [--figures MANIFEST]`
 *
 * Judges a folder of labelled photos (`labels.jsonl`) with the detector and the classifier that the kiosk runs,
 * prints the figures, and writes the worst mistakes to a page outside of git. `--every 10` takes one photo in
 * ten; `--blazeface` finds faces with the 256 px BlazeFace, to compare. Photos that the model has learnt from flatter it: the manifest says which sources those were.
 * `--figures` writes the figures into the manifest of a model that somebody else trained, for `npm run model:pack`.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'models/mask' },
    detector: { type: 'string', default: 'models/face' },
    blazeface: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
    figures: { type: 'string' },
    page: { type: 'string', default: 'dist/evaluation/mistakes.html' },
  },
});
const folder = positionals[0];
if (!folder)
  throw new Error('say which folder to evaluate: npm run evaluate -- DIR (it holds a labels.jsonl)');

await startWasm(WASM_FOLDER, 1);
const detector = options.blazeface
  ? await BlazeFace.load(readHumanModel)
  : await MaskedFaceDetector.load(readModelFrom(options.detector));
const classifier = await MaskClassifier.load(readModelFrom(options.model));
const photos = (await readLabels(folder)).filter((_, i) => i % Number(options.every) === 0);
const judged: Judged[] = [];
const missed: Label[] = [];
try {
  for (const photo of photos) {
    const result = await judgePhoto(folder, photo, detector, classifier);
    judged.push(...result.judged);
    missed.push(...result.missed);
  }
} finally {
  detector.dispose();
  classifier.dispose();
}
const text = `${classifier.manifest.version} behind ${detector.name} on ${photos.length} photos\n\n${report(judged, missed)}\n`;
console.log(text);
if (options.figures !== undefined) {
  const figuresOf = (part: Judged[]) =>
    validate(
      part,
      part.map(({ probabilities }) => probabilities),
    );
  const large = judged.filter(({ quality }) => quality.width >= LARGE_FACE);
  const manifest = JSON.parse(await readFile(options.figures, 'utf8')) as object;
  const validation = { ...figuresOf(judged), large: figuresOf(large) };
  await writeFile(options.figures, formatted({ ...manifest, validation }));
}
await mkdir(dirname(options.page), { recursive: true });
await writeFile(options.page, await mistakesPage(judged, classifier.manifest.input.size, text));
console.log(`the mistakes as pictures: ${options.page} (faces: keep it on this machine)`);
