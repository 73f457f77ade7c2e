/**
 * `npm run bench:tilt -- FOLDER [--step 23] [--offset 11] [--angles 0,45,60,75,90,180,270]`: how many faces are found to
 * stand on their side, and how many bare ones that do are called mask all the same, in a folder of labelled photos
 * (`labels.jsonl`, a label a photo). Every `step`th photo is turned by each angle, and its largest face judged as a single
 * picture is. The last line is JSON; more than 0.5 % of upright faces taken for tilted ends with 1.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { type Frame, frameFromRgba } from '../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { qualityIssueOf } from '../../models/pipeline/quality-issue.ts';
import { readModelFile, startNodeBackend } from '../models/pipeline/node-models.ts';

/** Share of upright faces that may be taken for tilted. */
const BUDGET = 0.005;
const SIDE = 640;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    step: { type: 'string', default: '23' },
    offset: { type: 'string', default: '11' },
    angles: { type: 'string', default: '0,45,60,75,90,180,270' },
  },
});
const [folder] = positionals;
const [step, offset] = [Number(values.step), Number(values.offset)];
const angles = values.angles.split(',').map(Number);
if (!folder || !(step > 0) || !(offset >= 0) || angles.some(Number.isNaN)) {
  console.error('say which folder of labelled photos: npm run bench:tilt -- FOLDER');
  process.exit(2);
}
const lines = readFileSync(join(folder, 'labels.jsonl'), 'utf8').trim().split('\n');
const photos = lines
  .map((line) => JSON.parse(line) as { file: string; label?: string })
  .filter(({ label }) => label !== undefined)
  .filter((_, i) => i % step === offset);

await startNodeBackend();
const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);

async function turned(file: string, degrees: number): Promise<Frame> {
  const small = await sharp(file).resize(SIDE, SIDE, { fit: 'inside' }).toBuffer();
  const { data, info } = await sharp(small)
    .rotate(degrees, { background: '#808080' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return frameFromRgba(data, info.width, info.height);
}

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}; ${photos.length} photos`,
);
const rows = [];
for (const angle of angles) {
  const row = { angle, judged: 0, tilted: 0, bare_called_mask: 0, bare_called_mask_still: 0 };
  for (const { file, label } of photos) {
    const frame = await turned(join(folder, file), angle);
    const { faces } = await pipeline.observe(frame);
    const [face] = faces.toSorted((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
    if (!face || qualityIssueOf({ ...face.quality, tilted: false }, face.box[2] / frame.width)) continue;
    const tilted = !(await pipeline.standsUpright(frame, face));
    const claimed = label === 'no_mask' && face.label === 'mask';
    row.judged += 1;
    row.tilted += tilted ? 1 : 0;
    row.bare_called_mask += claimed ? 1 : 0;
    row.bare_called_mask_still += claimed && !tilted ? 1 : 0;
  }
  rows.push(row);
  console.log(
    `${angle}°: ${row.judged} judged, ${row.tilted} tilted; bare called mask ${row.bare_called_mask}, still ${row.bare_called_mask_still}`,
  );
}
pipeline.dispose();
const upright = rows.find(({ angle }) => angle === 0);
console.log(JSON.stringify({ bench: 'tilt', photos: photos.length, rows, budget: BUDGET }));
process.exitCode = upright && upright.tilted > BUDGET * upright.judged ? 1 : 0;
