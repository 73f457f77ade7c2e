import sharp from 'sharp';
import type { Box, Face } from '../../pipeline/face.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { sampleAffine } from '../../pipeline/sample.ts';

/**
 * Writes a frame at half size as PNG, with the face that is there (green) and those that were found (red). It shows a photo:
 * the path must lie outside of git.
 */
export async function drawMistake(
  path: string,
  frame: Frame,
  wanted: Box | undefined,
  found: readonly Pick<Face, 'box'>[],
): Promise<void> {
  const [width, height] = [frame.width / 2, frame.height / 2];
  const rgb = new Float32Array(width * height * 3);
  sampleAffine(frame, { a: 2, b: 0, tx: 0, ty: 0 }, width, rgb, 2, height);
  const rectangle = ([x, y, w, h]: Box, colour: string) =>
    `<rect x="${x / 2}" y="${y / 2}" width="${w / 2}" height="${h / 2}" fill="none" stroke="${colour}"/>`;
  const marks = [
    ...found.map(({ box }) => rectangle(box, 'red')),
    ...(wanted ? [rectangle(wanted, 'lime')] : []),
  ];
  const overlay = `<svg width="${width}" height="${height}">${marks.join('')}</svg>`;
  await sharp(
    Uint8Array.from(rgb, (value) => (value + 1) * 127.5),
    { raw: { width, height, channels: 3 } },
  )
    .composite([{ input: Buffer.from(overlay) }])
    .png()
    .toFile(path);
}
