import { blend, type Canvas, type Colour } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { pixelAt } from './borrowed.ts';
import { along, fromFace, type Landmarks, MIDDLE_LINE, type Point } from './landmarks.ts';
import { forFacePixels } from './mask.ts';

/** Places that a worn mask leaves free: below the eyes and between the brows. */
const BARE: readonly Point[] = [
  [-0.3, 0.1],
  [0.3, 0.1],
  [0, -0.15],
  [-0.15, -0.17],
  [0.15, -0.17],
];
/** How often the mouth alone is free, and not all that is below the nose. */
const HOLE = 0.25;
/** How far somebody else's neck may come along below the chin, in face heights. */
const BELOW_CHIN = 0.12;

/**
 * Cuts mouth and chin free below a photographed mask that covers the nose: they are taken from a photo of somebody
 * bare, in the light and colour of the masked face.
 *
 * @param canvas a face whose mask is worn right @param photo the crop of a bare face @param bare its landmarks
 */
export function cutFree(
  canvas: Canvas,
  face: Landmarks,
  random: Random,
  photo: Canvas,
  bare: Landmarks,
): void {
  const place = random.between(MIDDLE_LINE.noseBase + 0.6, MIDDLE_LINE.lowerLip + 0.5);
  const rim = along(face.middle, place / (face.middle.length - 1));
  const chin = face.middle[MIDDLE_LINE.chin]![1];
  const hole = random.chance(HOLE);
  const [rx, ry] = [random.between(0.2, 0.36), random.between(0.13, 0.24)];
  const bow = random.between(-0.5, 0.5);
  const [left, right] = [
    along(face.jaw, random.between(0.1, 0.2))[0],
    along(face.jaw, random.between(0.8, 0.9))[0],
  ];
  const soft = random.between(0.6, 2) / face.unit;
  const gain = gainOf(colourOf(canvas, face), colourOf(photo, bare));
  const wider = span(bare) / Math.max(0.1, span(face));
  forFacePixels(canvas, face, (pixel, x, y) => {
    const across = x - face.mouth[0];
    const inside = hole
      ? (1 - Math.hypot(across / rx, (y - face.mouth[1]) / ry)) * Math.min(rx, ry)
      : Math.min(y - rim[1] - bow * across * across, chin + BELOW_CHIN - y, x - left, right - x);
    const alpha = Math.min(1, inside / soft + 0.5);
    if (alpha <= 0) return;
    const [r, g, b] = pixelAt(
      photo,
      fromFace(bare, [bare.mouth[0] + across * wider, y - face.mouth[1] + bare.mouth[1]]),
    );
    // Beyond the photo there is nothing to take.
    if (r + g + b === 0) return;
    const lit: Colour = [Math.min(1, r * gain[0]), Math.min(1, g * gain[1]), Math.min(1, b * gain[2])];
    blend(canvas, pixel, lit, alpha);
  });
}

function span({ jaw }: Landmarks): number {
  return jaw.at(-1)![0] - jaw[0]![0];
}

/** Mean colour of what no mask covers. */
function colourOf(canvas: Canvas, face: Landmarks): Colour {
  const colours = BARE.map((place) => pixelAt(canvas, fromFace(face, place)));
  const mean = (c: 0 | 1 | 2) => colours.reduce((sum, colour) => sum + colour[c], 0) / colours.length;
  return [mean(0), mean(1), mean(2)];
}

/** By how much each channel has to be brighter; hair or glasses on one of the faces shall not turn it black or white. */
function gainOf(wanted: Colour, own: Colour): Colour {
  const limited = (c: 0 | 1 | 2) => Math.max(0.55, Math.min(1.8, (wanted[c] + 0.02) / (own[c] + 0.02)));
  return [limited(0), limited(1), limited(2)];
}
