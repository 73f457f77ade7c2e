import { depthwiseRow } from './depthwise';
import { panels } from './panel';
import { poolRow } from './pool';

/** Pixels of a strip at least: fewer would read the weights of the pointwise convolution too often. */
const STRIP = 32;

/** Output rows that are worked on at once: enough pixels, and a multiple of the four of a block where that can be had. */
export function stripRows(width: i32, height: i32): i32 {
  let rows = (STRIP + width - 1) / width;
  while ((rows * width) & 3) rows++;
  return min(rows, height);
}

/**
 * Depthwise 3×3 ('SAME', stride 1 or 2), bound, pointwise, skip connection, bound, strip by strip, so that what the
 * depthwise convolution made is still in the nearest cache when the pointwise one reads it.
 *
 * @param x [images,h,w,c], c a multiple of 4
 * @param skip whether x is added to the first c channels of y (a multiple of 8): as it is at stride 1, at stride 2 the
 *   maximum of 2×2
 * @param y [images, ceil(h/stride), ceil(w/stride), n]
 * @param scratch room for `blockScratch` bytes
 */
export function block(
  x: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  stride: i32,
  depthwise: usize,
  middleLower: f32,
  middleUpper: f32,
  pointwise: usize,
  n: i32,
  skip: i32,
  y: usize,
  lower: f32,
  upper: f32,
  scratch: usize,
): void {
  const pixel: usize = (<usize>c) << 2;
  const row: usize = pixel * w;
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  // 'SAME' pads above at stride 1, and at stride 2 only an odd height.
  const top = stride === 1 ? 1 : h & 1;
  const rows = stripRows(ow, oh);
  const zeros = scratch;
  const strip = zeros + row;
  const pooled = strip + pixel * (rows * ow);
  const spare = pooled + pixel * (rows * ow);
  memory.fill(zeros, 0, row);
  for (let image = 0; image < images; image++) {
    for (let j = 0; j < oh; j += rows) {
      const count = min(rows, oh - j);
      for (let i = 0; i < count; i++) {
        const at = (j + i) * stride - top;
        const r0 = at >= 0 ? x + row * at : zeros;
        const r1 = at + 1 < h ? x + row * (at + 1) : zeros;
        const r2 = at + 2 < h ? x + row * (at + 2) : zeros;
        depthwiseRow(r0, r1, r2, w, c, stride, depthwise, strip + pixel * (i * ow), middleLower, middleUpper);
        if (skip && stride === 2) {
          const upperRow = x + row * ((j + i) * 2);
          const lowerRow = (j + i) * 2 + 1 < h ? upperRow + row : upperRow;
          poolRow(upperRow, lowerRow, w, c, pooled + pixel * (i * ow));
        }
      }
      const added = skip ? (stride === 1 ? x + row * j : pooled) : 0;
      const out = y + ((<usize>(j * ow * n)) << 2);
      panels(
        strip,
        pixel,
        pixel,
        1,
        c,
        count * ow,
        pointwise,
        n,
        out,
        added,
        skip ? c : 0,
        lower,
        upper,
        spare,
      );
    }
    x += row * h;
    y += (<usize>(oh * ow * n)) << 2;
  }
}

/** Bytes of scratch that `block` wants. */
export function blockScratch(h: i32, w: i32, c: i32, stride: i32): usize {
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const pixels = stripRows(ow, oh) * ow;
  return ((<usize>(w * c)) << 2) + ((<usize>(2 * pixels * c)) << 2) + ((<usize>pixels) << 5);
}
