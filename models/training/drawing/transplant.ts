import { blend, type Canvas } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { pixelAt } from './borrowed.ts';
import { heightAt } from './curve.ts';
import { along, fromFace, type Landmarks, MIDDLE_LINE } from './landmarks.ts';
import { forFacePixels } from './mask.ts';
import { outlineFor, type Wear } from './wear.ts';

/** How far the photo's neck and shoulders may come along below its chin, in face heights. */
const BELOW_CHIN = 0.15;

/**
 * Puts the lower face of somebody who wears a mask onto a bare face, below the edge of a mask worn in a given way:
 * folds, straps, shape, light and the cloth's lower rim are all as photographed. Worn wrong, it is pulled
 * down as well, as far as its upper rim must come down.
 *
 * @param photo the crop of a face whose mask is worn right @param donor its landmarks
 */
export function transplantMask(
  canvas: Canvas,
  face: Landmarks,
  wear: Exclude<Wear, 'oneEar' | 'mouthBare'>,
  random: Random,
  photo: Canvas,
  donor: Landmarks,
): void {
  const { top, left, right } = outlineFor(wear, face, random);
  const rim = along(donor.middle, random.between(1.5, 4) / (donor.middle.length - 1))[1];
  const edge = Math.min(...top.points.map(([, y]) => y));
  const lowered = Math.max(0, edge - rim) * (wear === 'right' ? 0 : random.next());
  const wider = span(donor) / Math.max(0.1, span(face));
  const soft = random.between(0.6, 2) / face.unit;
  const [from, to] = [left - 0.05, right + 0.05];
  const end = face.middle[MIDDLE_LINE.chin]![1] + lowered + BELOW_CHIN;
  const centre = (along(face.jaw, 0)[0] + along(face.jaw, 1)[0]) / 2;
  const donorCentre = (along(donor.jaw, 0)[0] + along(donor.jaw, 1)[0]) / 2;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const inside = Math.min(y - heightAt(top, x), end - y, x - from, to - x);
    const alpha = Math.max(0, Math.min(1, inside / soft + 0.5));
    if (alpha <= 0) return;
    const at = fromFace(donor, [donorCentre + (x - centre) * wider, y - lowered]);
    blend(canvas, pixel, pixelAt(photo, at), alpha);
  });
}

function span({ jaw }: Landmarks): number {
  return jaw.at(-1)![0] - jaw[0]![0];
}
