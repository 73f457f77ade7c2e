import { blend, type Canvas, type Colour, luma } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { pixelAt } from './borrowed.ts';
import { randomCloth } from './cloth.ts';
import { along, fromFace, type Landmarks, MIDDLE_LINE, type Point } from './landmarks.ts';
import { forFacePixels } from './mask.ts';

/** How far a pixel may be from the cloth's mean in colour and in light to be taken for cloth (standard deviations). */
const SPREAD = { colour: 0.07, light: 0.3 };
/** Cloth whose colour is nearer to skin than this can't be told from it, and is left as it is; shadow and beard are not cloth. */
const LEAST_CONTRAST = 0.1;
/** Between and above the eyes: what no mask covers. */
const FOREHEAD: readonly Point[] = [-0.2, -0.1, 0.02].flatMap((y) =>
  [-0.1, 0, 0.1].map((x): Point => [x, y]),
);
/** Keeps the shading of black cloth from being all noise. */
const FLOOR = 0.12;

/**
 * Dyes the mask of a photographed face: its shape, folds and light stay, its colour or pattern is another. Most masks
 * in photos are blue, white or black; what is rare there is what a net takes for something else.
 *
 * @param face landmarks, guessed under the mask
 * @returns false where the cloth looks too much like skin to be found
 */
export function dyeMask(canvas: Canvas, face: Landmarks, random: Random): boolean {
  const skin = meanColour(canvas, face, FOREHEAD);
  const cloth = meanColour(canvas, face, clothPoints(face));
  const contrast = Math.hypot(...chroma(cloth).map((value, i) => value - chroma(skin)[i]!));
  if (contrast < LEAST_CONTRAST) return false;
  const dyed = randomCloth(random, skin);
  const strength = random.between(0.8, 1);
  const [cb, cr] = chroma(cloth);
  const mean = bright(cloth);
  const [left, right] = [face.jaw[0]![0], face.jaw.at(-1)![0]];
  const top = along(face.middle, 0.5 / (face.middle.length - 1))[1];
  const bottom = face.middle[MIDDLE_LINE.chin]![1] + 0.15;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const inside = Math.min(y - top, bottom - y, x - left + 0.1, right + 0.1 - x);
    if (inside <= 0) return;
    const colour: Colour = [canvas.rgb[3 * pixel]!, canvas.rgb[3 * pixel + 1]!, canvas.rgb[3 * pixel + 2]!];
    const [b, r] = chroma(colour);
    const light = luma(canvas, pixel);
    const away = ((b - cb) ** 2 + (r - cr) ** 2) / SPREAD.colour ** 2 + ((light - mean) / SPREAD.light) ** 2;
    const alpha = Math.exp(-away / 2) * Math.min(1, inside / 0.08) * strength;
    if (alpha < 0.03) return;
    const gain = Math.min(1.6, (light + FLOOR) / (mean + FLOOR));
    const [dr, dg, db] = dyed(((x - left) / (right - left)) * 2 - 1, (y - top) / (bottom - top));
    blend(canvas, pixel, [Math.min(1, dr * gain), Math.min(1, dg * gain), Math.min(1, db * gain)], alpha);
  });
  return true;
}

function clothPoints({ middle }: Landmarks): Point[] {
  return [0, 1.5, 3].flatMap((below) => {
    const [x, y] = along(middle, (MIDDLE_LINE.lowerLip + below) / (middle.length - 1));
    return [-0.15, -0.08, 0, 0.08, 0.15].map((aside): Point => [x + aside, y]);
  });
}

function meanColour(canvas: Canvas, face: Landmarks, points: readonly Point[]): Colour {
  const sum = [0, 0, 0];
  for (const point of points) {
    const pixel = pixelAt(canvas, fromFace(face, point));
    for (let c = 0; c < 3; c++) sum[c]! += pixel[c]! / points.length;
  }
  return [sum[0]!, sum[1]!, sum[2]!];
}

function bright([r, g, b]: Colour): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** Blue and red against light. */
function chroma(colour: Colour): [number, number] {
  const light = bright(colour);
  return [colour[2] - light, colour[0] - light];
}
