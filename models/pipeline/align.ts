import type { Face } from './face.ts';
import type { Frame } from './frame.ts';
import { type Similarity, sampleAffine } from './sample.ts';

/**
 * The crop that the mask classifier sees: a square of `scale` times the longer side of the face box, around
 * the box's centre, rolled so that the eyes are level.
 *
 * @param size side of the crop in output pixels
 * @param scale how much of the surroundings to show; 1.3 in the shipped model (its manifest says)
 */
export function faceCrop(face: Face, size: number, scale: number): Similarity {
  const [x, y, w, h] = face.box;
  const { rightEye, leftEye } = face.keypoints;
  const roll = Math.atan2(leftEye[1] - rightEye[1], leftEye[0] - rightEye[0]);
  const zoom = (Math.max(w, h) * scale) / size;
  const a = zoom * Math.cos(roll);
  const b = zoom * Math.sin(roll);
  const half = size / 2;
  return { a, b, tx: x + w / 2 - a * half + b * half, ty: y + h / 2 - b * half - a * half };
}

/** Samples a side and pixel that a crop needs so that fine patterns do not alias: 2 where it shrinks by 1.5 or more. */
export function supersamplingOf(crop: Similarity): number {
  return Math.hypot(crop.a, crop.b) >= 1.5 ? 2 : 1;
}

/**
 * Cuts a face out of a frame as the mask classifier sees it.
 *
 * @param size side of the crop in output pixels
 * @param scale see `faceCrop`
 * @param out `size · size · 3` floats, see `sampleAffine`
 * @returns where the crop is in the frame
 */
export function cutFace(
  frame: Frame,
  face: Face,
  size: number,
  scale: number,
  out: Float32Array,
): Similarity {
  const map = faceCrop(face, size, scale);
  sampleAffine(frame, map, size, out, supersamplingOf(map));
  return map;
}
