import { blend, type Canvas } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { pixelAt } from './borrowed.ts';
import { heightAt } from './curve.ts';
import { along, fromFace, type Landmarks, MIDDLE_LINE } from './landmarks.ts';
import { forFacePixels } from './mask.ts';
import { outlineFor } from './wear.ts';

/** Where a photographed mask begins and ends, as places on the middle line and in face heights below the chin. */
const RIM = [1.5, 4] as const;
const BELOW_CHIN = [-0.06, 0.04] as const;

/**
 * Puts somebody's photographed mask onto a bare face so high that the mouth stays bare: moved up as it is, so that its
 * upper part lies on the eyes, or pushed together between the nose's bridge and the mouth.
 *
 * @param photo the crop of a face whose mask is worn right @param donor its landmarks
 */
export function raiseMask(
  canvas: Canvas,
  face: Landmarks,
  random: Random,
  photo: Canvas,
  donor: Landmarks,
): void {
  const { top, bottom, left, right } = outlineFor('mouthBare', face, random);
  const middle = (left + right) / 2;
  const rim = along(donor.middle, random.between(...RIM) / (donor.middle.length - 1))[1];
  const end = donor.middle[MIDDLE_LINE.chin]![1] + random.between(...BELOW_CHIN);
  const pushed = random.chance(0.5);
  const [from, to] = [heightAt(top, middle), heightAt(bottom, middle)];
  const scale = pushed ? (end - rim) / Math.max(0.1, to - from) : 1;
  const [jaw, donorJaw] = [face.jaw, donor.jaw].map((points) => [points[0]![0], points.at(-1)![0]] as const);
  const wider = (donorJaw![1] - donorJaw![0]) / Math.max(0.1, jaw![1] - jaw![0]);
  const soft = random.between(0.6, 2) / face.unit;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const lower = heightAt(bottom, x);
    const upper = pushed ? heightAt(top, x) : lower - (end - rim);
    const alpha = Math.min(1, Math.min(y - upper, lower - y, x - left, right - x) / soft + 0.5);
    if (alpha <= 0) return;
    const at = fromFace(donor, [
      (donorJaw![0] + donorJaw![1]) / 2 + (x - middle) * wider,
      end - (lower - y) * scale,
    ]);
    const colour = pixelAt(photo, at);
    // Beyond the photo there is nothing to take.
    if (colour[0] + colour[1] + colour[2] > 0) blend(canvas, pixel, colour, alpha);
  });
}
