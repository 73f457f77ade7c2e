import type { Sharp } from 'sharp';
import type { Settings } from '../contract/index.ts';
import { checkFormat, decoding, openPicture, PictureError } from '../pictures/decode.ts';

/** A face's box in pixels of the picture: x, y, width, height. */
export type Box = readonly [number, number, number, number];

/** Longer side of a kept picture in pixels. */
const SIDE = 1280;
const QUALITY = 85;
/** A blurred face is made of this many patches across; too few to know anybody by. */
const PATCHES = 8;
/** How far beyond its box a face is blurred, in box sizes: hair and ears are part of a person. */
const MARGIN = 0.25;

/**
 * Makes the picture that is kept of one that a page or another client sent: decoded and encoded anew, so that nothing of the file
 * comes along but its pixels (no metadata, no second file at its end), and only the region that the site keeps.
 *
 * `whole`: as it is. `mask`: the visitor's face from the eyes down to the chin. `blurred`: every face in patches.
 *
 * @param faces boxes of the faces, the visitor's first; the last two regions need them
 * @throws {PictureError} when it is of another format, or the region needs a face and there is none in the picture
 */
export async function makeCapture(
  bytes: Uint8Array,
  region: Settings['captureRegion'],
  faces: readonly Box[],
  formats: readonly string[],
): Promise<Buffer> {
  await checkFormat(bytes, formats);
  const { autoOrient } = await decoding(openPicture(bytes).metadata());
  // Made smaller first: a phone's picture as pixels is more than this machine has to spare.
  const scale = Math.min(1, SIDE / Math.max(autoOrient.width, autoOrient.height));
  const size = {
    width: Math.max(1, Math.round(autoOrient.width * scale)),
    height: Math.max(1, Math.round(autoOrient.height * scale)),
  };
  const small = openPicture(bytes)
    .autoOrient()
    .resize({ ...size, fit: 'fill' });
  const boxes = faces.map(([x, y, w, h]): Box => [x * scale, y * scale, w * scale, h * scale]);
  const cut = await decoding(cutTo(small, region, boxes, size));
  return decoding(cut.toColourspace('srgb').jpeg({ quality: QUALITY }).toBuffer());
}

async function cutTo(
  picture: Sharp,
  region: Settings['captureRegion'],
  faces: readonly Box[],
  size: { width: number; height: number },
): Promise<Sharp> {
  switch (region) {
    case 'whole':
      return picture;
    case 'mask': {
      const [x, y, w, h] = needed(faces[0]);
      return picture.extract(inside([x - w * 0.1, y + h * 0.4, w * 1.2, h * 0.7], size));
    }
    case 'blurred': {
      needed(faces[0]);
      const whole = await picture.toBuffer();
      const patches = await Promise.all(faces.map((face) => patch(whole, face, size)));
      return openPicture(whole).composite(patches);
    }
  }
}

async function patch(whole: Buffer, [x, y, w, h]: Box, size: { width: number; height: number }) {
  const box: Box = [x - w * MARGIN, y - h * MARGIN, w * (1 + 2 * MARGIN), h * (1 + 2 * MARGIN)];
  const area = inside(box, size);
  const tiny = await openPicture(whole)
    .extract(area)
    .resize(PATCHES, PATCHES, { fit: 'fill', kernel: 'mks2013' })
    .png()
    .toBuffer();
  const input = await openPicture(tiny)
    .resize(area.width, area.height, { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
  return { input, left: area.left, top: area.top };
}

function needed(face: Box | undefined): Box {
  if (face === undefined)
    throw new PictureError('say where the faces are: this site keeps no whole pictures');
  return face;
}

/** A box as whole pixels inside the picture. */
function inside([x, y, w, h]: Box, size: { width: number; height: number }) {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const width = Math.min(size.width, Math.ceil(x + w)) - left;
  const height = Math.min(size.height, Math.ceil(y + h)) - top;
  if (width < 1 || height < 1) throw new PictureError('a face lies outside of the picture');
  return { left, top, width, height };
}
