import { type Frame, frameBytes, frameFromI420 } from '../../pipeline/frame.ts';
import type { Box } from './labels.ts';

/** A part of a photo, and where its corner lies in the photo (even pixels, since chroma is at half size). */
export interface Patch {
  frame: Frame;
  x: number;
  y: number;
}

/**
 * Copies the square of `scale` box sides around a box, as far as it lies in the frame. Pixels keep their
 * values, so a crop cut from the patch equals one cut from the photo.
 */
export function cutPatch(frame: Frame, box: Box, scale: number): Patch {
  const half = (Math.max(box[2], box[3]) * scale) / 2;
  const [cx, cy] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
  const even = (value: number, most: number) => Math.max(0, Math.min(most, value)) & ~1;
  const x = even(Math.floor(cx - half), frame.width - 2);
  const y = even(Math.floor(cy - half), frame.height - 2);
  const width = Math.max(2, Math.min(frame.width, Math.ceil(cx + half)) - x);
  const height = Math.max(2, Math.min(frame.height, Math.ceil(cy + half)) - y);
  const patch = frameFromI420(new Uint8Array(frameBytes(width, height)), width, height, frame.fullRange);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * frame.yStride + x;
    patch.y.set(frame.y.subarray(from, from + width), row * patch.yStride);
  }
  for (let row = 0; row < Math.ceil(height / 2); row++) {
    for (let column = 0; column < Math.ceil(width / 2); column++) {
      const from = (y / 2 + row) * frame.uvStride + (x / 2 + column) * frame.uvStep;
      patch.u[row * patch.uvStride + column] = frame.u[from]!;
      patch.v[row * patch.uvStride + column] = frame.v[from]!;
    }
  }
  return { frame: patch, x, y };
}

/** The I420 bytes of a patch made by `cutPatch`. */
export function patchBytes({ frame }: Patch): Uint8Array {
  return new Uint8Array(frame.y.buffer, frame.y.byteOffset, frameBytes(frame.width, frame.height));
}
