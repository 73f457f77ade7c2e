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

/** What turns 8-bit luma and chroma into RGB from -1 to 1. */
interface Colour {
  lumaGain: number;
  lumaZero: number;
  rv: number;
  gu: number;
  gv: number;
  bu: number;
}

/**
 * Samples `columns`×`rows` RGB out of a frame, bilinear in luma and nearest in chroma (which is at half size
 * already), normalised to `v / 127.5 − 1`. Outside of the frame is black.
 *
 * @param out `rows · columns · 3` floats, rows of RGB; reused by the caller
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
  const colour = colourOf(frame);
  for (let row = 0; row < rows; row++) {
    const [from, to] = insideSpan(frame, map, row, columns);
    const line = out.subarray(3 * columns * row, 3 * columns * (row + 1));
    sampleEdge(frame, map, row, 0, from, line, supersampling, colour);
    sampleInside(frame, map, row, from, to, line, supersampling, colour);
    sampleEdge(frame, map, row, to, columns, line, supersampling, colour);
  }
}

function colourOf({ fullRange }: Frame): Colour {
  const chroma = (fullRange ? 1 : 255 / 224) / 127.5;
  return {
    lumaGain: (fullRange ? 1 : 255 / 219) / 127.5,
    lumaZero: fullRange ? 0 : 16,
    rv: 1.402 * chroma,
    gu: -0.344136 * chroma,
    gv: -0.714136 * chroma,
    bu: 1.772 * chroma,
  };
}

/** The output pixels of a row that lie inside the frame with all their neighbours: `[from, to)`. */
function insideSpan(
  { width, height }: Frame,
  { a, b, tx, ty }: Similarity,
  row: number,
  columns: number,
): [from: number, to: number] {
  const x = tx - 0.5 - b * row;
  const y = ty - 0.5 + a * row;
  const [left, right] = span(a, Math.min(x, x - b), Math.max(x, x - b), width - 1);
  const [top, bottom] = span(b, Math.min(y, y + a), Math.max(y, y + a), height - 1);
  const from = Math.min(columns, Math.max(0, left, top));
  return [from, Math.max(from, Math.min(columns, right, bottom))];
}

/** Every `i` with `0 ≤ step·u + low` and `step·u + high < limit` for `u` from `i` to `i + 1`. */
function span(step: number, low: number, high: number, limit: number): [from: number, to: number] {
  if (step > 0) return [Math.ceil(-low / step), Math.ceil((limit - high) / step - 1)];
  if (step < 0) return [Math.floor((limit - high) / step) + 1, Math.floor(-low / step - 1) + 1];
  return low >= 0 && high < limit ? [0, Number.POSITIVE_INFINITY] : [0, 0];
}

/** Pixels of a row whose samples and their neighbours all lie in the frame: nothing has to be asked of any. */
function sampleInside(
  { y, u, v, yStride, uvStride, uvStep }: Frame,
  { a, b, tx, ty }: Similarity,
  row: number,
  from: number,
  to: number,
  out: Float32Array,
  supersampling: number,
  { lumaGain, lumaZero, rv, gu, gv, bu }: Colour,
): void {
  const step = 1 / supersampling;
  const share = step * step;
  let at = 3 * from;
  for (let i = from; i < to; i++) {
    let luma = 0;
    let cu = 0;
    let cv = 0;
    for (let oj = row + step / 2; oj < row + 1; oj += step) {
      for (let oi = i + step / 2; oi < i + 1; oi += step) {
        // Source position in units of pixel centres: the centre of the first pixel is 0.
        const sx = a * oi - b * oj + tx - 0.5;
        const sy = b * oi + a * oj + ty - 0.5;
        const x0 = sx | 0;
        const y0 = sy | 0;
        const p = y0 * yStride + x0;
        const q = p + yStride;
        const fx = sx - x0;
        const top = y[p]! + (y[p + 1]! - y[p]!) * fx;
        const bottom = y[q]! + (y[q + 1]! - y[q]!) * fx;
        luma += top + (bottom - top) * (sy - y0);
        const c = (((sy + 0.5) | 0) >> 1) * uvStride + (((sx + 0.5) | 0) >> 1) * uvStep;
        cu += u[c]!;
        cv += v[c]!;
      }
    }
    const grey = (luma * share - lumaZero) * lumaGain - 1;
    cu = cu * share - 128;
    cv = cv * share - 128;
    out[at++] = clamp(grey + rv * cv);
    out[at++] = clamp(grey + gu * cu + gv * cv);
    out[at++] = clamp(grey + bu * cu);
  }
}

/** Pixels of a row that reach over the edge, or lie beyond it. */
function sampleEdge(
  { width, height, y, u, v, yStride, uvStride, uvStep }: Frame,
  map: Similarity,
  row: number,
  from: number,
  to: number,
  out: Float32Array,
  supersampling: number,
  { lumaGain, lumaZero, rv, gu, gv, bu }: Colour,
): void {
  const share = 1 / (supersampling * supersampling);
  const maxX = width - 1;
  const maxY = height - 1;
  let at = 3 * from;
  for (let i = from; i < to; i++) {
    let r = 0;
    let g = 0;
    let b = 0;
    for (let t = 0; t < supersampling * supersampling; t++) {
      const oi = i + ((t % supersampling) + 0.5) / supersampling;
      const oj = row + (Math.floor(t / supersampling) + 0.5) / supersampling;
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
  return value < -1 ? -1 : value > 1 ? 1 : value;
}
