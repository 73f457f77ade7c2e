import type { Frame } from '../../../models/pipeline/frame.ts';
import type { FrameState } from './protocol.ts';

/** Samples about 1,200 luma values of a frame: enough to tell black and frozen frames, at no cost. */
export function frameState(frame: Frame): FrameState {
  const stepX = Math.max(1, Math.floor(frame.width / 40));
  const stepY = Math.max(1, Math.floor(frame.height / 30));
  let sum = 0;
  let count = 0;
  let hash = 0x811c9dc5;
  for (let y = stepY >> 1; y < frame.height; y += stepY) {
    for (let x = stepX >> 1; x < frame.width; x += stepX) {
      const luma = frame.y[y * frame.yStride + x]!;
      sum += luma;
      count += 1;
      // FNV-1a
      hash = Math.imul(hash ^ luma, 0x01000193);
    }
  }
  const mean = sum / count;
  const brightness = frame.fullRange ? mean / 255 : Math.max(0, (mean - 16) / 219);
  return { brightness, fingerprint: hash >>> 0 };
}
