import { join } from 'node:path';
import { startWasm } from '../../pipeline/backend.ts';
import { BlazeFace } from '../../pipeline/blazeface.ts';
import { median } from '../../pipeline/median.ts';
import { iou } from '../../pipeline/nms.ts';
import { readLabels, readTeacherFaces } from './labels.ts';
import { readHumanModel, WASM_FOLDER } from './packages.ts';
import { decodePhoto } from './photo.ts';

/**
 * Prints how BlazeFace boxes lie in YuNet boxes (medians over faces that both find in every n-th photo):
 * the constants of `locate.ts`. `node models/training/dataset/fit-teacher.ts FOLDER [n]`
 */
const [folder = '../shared/data/faces', every = '20'] = process.argv.slice(2);

await startWasm(WASM_FOLDER, 1);
const detector = await BlazeFace.load(readHumanModel);
const photos = (await readLabels(folder)).filter((_, i) => i % Number(every) === 0);
const teacher = await readTeacherFaces(folder);
const rows: number[][] = [];
for (const { file } of photos) {
  const { frame } = await decodePhoto(join(folder, file));
  const faces = await detector.detect(frame);
  for (const { box } of teacher.get(file) ?? []) {
    const face = faces.find((candidate) => iou(candidate.box, box) > 0.4);
    if (!face) continue;
    const [x, y, w, h] = face.box;
    const [tx, ty, tw, th] = box;
    rows.push([(x + w / 2 - tx - tw / 2) / tw, (y + h / 2 - ty - th / 2) / th, w / tw, h / th]);
  }
}
const [dx, dy, width, height] = [0, 1, 2, 3].map((column) =>
  Number(median(rows.map((row) => row[column]!)).toFixed(3)),
);
console.log({ faces: rows.length, dx, dy, width, height });
detector.dispose();
