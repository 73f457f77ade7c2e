import type { Face } from './face.ts';
import type { Frame } from './frame.ts';

/** How good a face's crop is to judge. Every measure is cheap and comes from the crop or the keypoints. */
export interface Quality {
  /** Width of the face box in source pixels. */
  width: number;
  /** Share of the face box inside the frame, 0 to 1. */
  inside: number;
  /**
   * Side pose by keypoints: how far the nose lies from the middle of the eyes along the eye line, in eye
   * distances. 0 is frontal, 0.5 and more a profile. Signed: positive is towards the person's left.
   */
  yaw: number;
  /** Found to stand on its side or head, see `standsUpright`; false as long as nobody has looked. */
  tilted: boolean;
  /** Mean luma of the crop, 0 black to 1 white. */
  brightness: number;
  /** Standard deviation of the crop's luma, 0 to 0.5; low when the crop is flat (dark, covered, fogged). */
  contrast: number;
  /** Mean absolute Laplacian of luma divided by contrast; falls with blur. */
  sharpness: number;
}

/** Measures a face and its crop (`size`² RGB in -1 to 1, as the classifier gets it). */
export function measureQuality(frame: Frame, face: Face, crop: Float32Array, size: number): Quality {
  const luma = lumaOf(crop, size);
  let sum = 0;
  for (let i = 0; i < luma.length; i++) sum += luma[i]!;
  const brightness = sum / luma.length;
  let squares = 0;
  for (let i = 0; i < luma.length; i++) squares += (luma[i]! - brightness) ** 2;
  const contrast = Math.sqrt(squares / luma.length);
  return {
    width: face.box[2],
    inside: insideShare(frame, face.box),
    yaw: yawOf(face),
    tilted: false,
    brightness,
    contrast,
    sharpness: meanLaplacian(luma, size) / Math.max(contrast, 0.01),
  };
}

function insideShare(frame: Frame, [x, y, w, h]: Face['box']): number {
  const across = Math.min(x + w, frame.width) - Math.max(x, 0);
  const down = Math.min(y + h, frame.height) - Math.max(y, 0);
  return across > 0 && down > 0 ? (across * down) / (w * h) : 0;
}

function yawOf({ keypoints: { rightEye, leftEye, nose } }: Face): number {
  const ex = leftEye[0] - rightEye[0];
  const ey = leftEye[1] - rightEye[1];
  const mx = nose[0] - (leftEye[0] + rightEye[0]) / 2;
  const my = nose[1] - (leftEye[1] + rightEye[1]) / 2;
  return (mx * ex + my * ey) / Math.max(ex * ex + ey * ey, 1e-6);
}

/** Reused from face to face: quality is measured by one caller at a time, and nothing keeps the luma. */
let luma = new Float32Array(0);

/** Luma of the crop, 0 to 1 (BT.601 weights). */
function lumaOf(crop: Float32Array, size: number): Float32Array {
  if (luma.length !== size * size) luma = new Float32Array(size * size);
  for (let i = 0; i < luma.length; i++) {
    luma[i] = 0.5 + (0.299 * crop[3 * i]! + 0.587 * crop[3 * i + 1]! + 0.114 * crop[3 * i + 2]!) / 2;
  }
  return luma;
}

function meanLaplacian(luma: Float32Array, size: number): number {
  let sum = 0;
  for (let j = 1; j < size - 1; j++) {
    for (let i = 1; i < size - 1; i++) {
      const p = j * size + i;
      sum += Math.abs(luma[p - 1]! + luma[p + 1]! + luma[p - size]! + luma[p + size]! - 4 * luma[p]!);
    }
  }
  return sum / (size - 2) ** 2;
}
