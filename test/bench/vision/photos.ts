import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SAMPLES = fileURLToPath(new URL('../../../node_modules/@vladmandic/face-api/demo/', import.meta.url));
const SAMPLE_COUNT = 6;
/** Of the longer side, px. */
const SIDE = 640;

/**
 * JPEGs of people: of a folder of photos with `labels.jsonl`, one a line, taken evenly; without a folder the six of
 * @vladmandic/face-api, each time cut, lit and mirrored otherwise.
 */
export async function* photos(folder: string | undefined, count: number): AsyncIterable<Buffer> {
  if (folder === undefined) {
    for (let i = 0; i < count; i++) yield variation(i);
    return;
  }
  const lines = (await readFile(join(folder, 'labels.jsonl'), 'utf8')).trim().split('\n');
  for (let i = 0; i < Math.min(count, lines.length); i++) {
    const { file } = JSON.parse(lines[Math.floor((i * lines.length) / count)]!) as { file: string };
    yield readFile(join(folder, file));
  }
}

async function variation(i: number): Promise<Buffer> {
  const path = join(SAMPLES, `sample${1 + (i % SAMPLE_COUNT)}.jpg`);
  const { width, height } = await sharp(path).metadata();
  const time = Math.floor(i / SAMPLE_COUNT);
  const share = 1 - 0.05 * (time % 5);
  const photo = sharp(path)
    .extract({
      left: Math.floor((1 - share) * width * ((time % 3) / 2)),
      top: Math.floor((1 - share) * height * ((time % 2) / 2)),
      width: Math.floor(share * width),
      height: Math.floor(share * height),
    })
    .resize(SIDE, SIDE, { fit: 'inside' })
    .modulate({ brightness: 0.6 + 0.1 * (time % 8) });
  return (time % 2 ? photo.flop() : photo).jpeg().toBuffer();
}
