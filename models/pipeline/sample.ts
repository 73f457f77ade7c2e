import type { Box } from './face.ts';
import type { Frame } from './frame.ts';
import { type Turn, turnSize } from './turn.ts';

/**
 * Maps an output pixel to a source pixel: `x = a·i − b·j + tx`, `y = b·i + a·j + ty`, for pixel centres
 * (`i + 0.5`). A similarity (scale and roll): faces are never stretched.
 */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/**
 * Samples `columns`×`rows` RGB out of a frame, bilinear in luma and nearest in chroma (which is at half size
 * already), normalised to `v / 127.5 − 1`. Outside of the frame is black.
 *
 * @param out `rows · columns · 3` floats, rows of RGB; reused by the caller, so a frame allocates nothing
 * @param supersampling samples a side and output pixel: 1 is fastest; 2 avoids aliasing when the source is much larger
 * @param rows as many as columns unless told
 */
export function sampleAffine(
  frame: Frame,
  map: Similarity,
  columns: number,
  out: Float32Array,
  supersampling = 1,
  rows = columns,
): void {
  const { width, height, y, u, v, yStride, uvStride, uvStep } = frame;
  const lumaGain = (frame.fullRange ? 1 : 255 / 219) / 127.5;
  const lumaZero = frame.fullRange ? 0 : 16;
  const chromaGain = (frame.fullRange ? 1 : 255 / 224) / 127.5;
  const rv = 1.402 * chromaGain;
  const gu = -0.344136 * chromaGain;
  const gv = -0.714136 * chromaGain;
  const bu = 1.772 * chromaGain;
  const share = 1 / (supersampling * supersampling);
  const maxX = width - 1;
  const maxY = height - 1;
  let at = 0;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let t = 0; t < supersampling * supersampling; t++) {
        const oi = i + ((t % supersampling) + 0.5) / supersampling;
        const oj = j + (Math.floor(t / supersampling) + 0.5) / supersampling;
        // Source position in units of pixel centres: the centre of the first pixel is 0.
        const sx = map.a * oi - map.b * oj + map.tx - 0.5;
        const sy = map.b * oi + map.a * oj + map.ty - 0.5;
        if (sx < -0.5 || sy < -0.5 || sx > maxX + 0.5 || sy > maxY + 0.5) {
          r -= 1;
          g -= 1;
          b -= 1;
          continue;
        }
        const x0 = sx < 0 ? 0 : sx > maxX ? maxX : sx | 0;
        const y0 = sy < 0 ? 0 : sy > maxY ? maxY : sy | 0;
        const fx = sx < x0 ? 0 : sx - x0;
        const fy = sy < y0 ? 0 : sy - y0;
        const p = y0 * yStride + x0;
        const dx = x0 < maxX ? 1 : 0;
        const dy = y0 < maxY ? yStride : 0;
        const top = y[p]! + (y[p + dx]! - y[p]!) * fx;
        const bottom = y[p + dy]! + (y[p + dy + dx]! - y[p + dy]!) * fx;
        const luma = (top + (bottom - top) * fy - lumaZero) * lumaGain - 1;
        const cx = fx < 0.5 ? x0 : x0 + dx;
        const cy = fy < 0.5 || y0 === maxY ? y0 : y0 + 1;
        const c = (cy >> 1) * uvStride + (cx >> 1) * uvStep;
        const cu = u[c]! - 128;
        const cv = v[c]! - 128;
        r += luma + rv * cv;
        g += luma + gu * cu + gv * cv;
        b += luma + bu * cu;
      }
      out[at++] = clamp(r * share);
      out[at++] = clamp(g * share);
      out[at++] = clamp(b * share);
    }
  }
}

/** What a turn does to a step to the right in the output: cosine and sine of minus its angle, without rounding. */
const STEP: Record<Turn, readonly [cos: number, sin: number]> = {
  0: [1, 0],
  90: [0, -1],
  180: [-1, 0],
  270: [0, 1],
};

/**
 * Shows a window of a frame in the middle of `columns`×`rows` pixels, never stretched; what is beside it shows too.
 *
 * @param turn how far the window is turned clockwise
 */
export function letterbox([x, y, w, h]: Box, columns: number, rows = columns, turn: Turn = 0): Similarity {
  const [width, height] = turnSize(w, h, turn);
  const zoom = Math.max(width / columns, height / rows);
  const [a, b] = [zoom * STEP[turn][0], zoom * STEP[turn][1]];
  return {
    a,
    b,
    tx: x + (w - a * columns + b * rows) / 2,
    ty: y + (h - b * columns - a * rows) / 2,
  };
}

/** The whole frame as a window. */
export function wholeFrame({ width, height }: Frame): Box {
  return [0, 0, width, height];
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
