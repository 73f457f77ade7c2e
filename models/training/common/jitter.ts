import { faceCrop } from '../../pipeline/align.ts';
import type { Face } from '../../pipeline/face.ts';
import type { Similarity } from '../../pipeline/sample.ts';
import type { Random } from './random.ts';

/** How unsteady the detector's box is made, in standard deviations: share of the box, and degrees. */
const SHIFT = 0.045;
const ZOOM = 0.07;
const ROLL = 5;

/** The run-time crop of a face whose box was found a little elsewhere, larger or smaller, and rolled. */
export function jitteredCrop(face: Face, size: number, scale: number, random: Random): Similarity {
  const side = Math.max(face.box[2], face.box[3]);
  const crop = faceCrop(face, size, scale * Math.exp(limited(random) * ZOOM));
  const roll = (limited(random) * ROLL * Math.PI) / 180;
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  const centre = size / 2;
  const x = crop.a * centre - crop.b * centre + crop.tx + limited(random) * SHIFT * side;
  const y = crop.b * centre + crop.a * centre + crop.ty + limited(random) * SHIFT * side;
  const a = crop.a * cos - crop.b * sin;
  const b = crop.b * cos + crop.a * sin;
  return { a, b, tx: x - a * centre + b * centre, ty: y - b * centre - a * centre };
}

/** Maps a source pixel into the crop: the inverse of the similarity. */
export function toCrop({ a, b, tx, ty }: Similarity, x: number, y: number): [number, number] {
  const square = a * a + b * b;
  return [(a * (x - tx) + b * (y - ty)) / square, (a * (y - ty) - b * (x - tx)) / square];
}

/** Normal, cut at 2.5 standard deviations, since a patch has only so much room. */
function limited(random: Random): number {
  return Math.max(-2.5, Math.min(2.5, random.normal()));
}
