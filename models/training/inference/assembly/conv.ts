import { panels } from './panel';

/** Pixels of a strip of a pointwise convolution: its inputs stay in the nearest cache from panel to panel. */
const STRIP = 48;

/** A pointwise convolution with bound: y[pixels,n] of x[pixels,c]. @param scratch 48 times 8 floats */
function pointwise(
  x: usize,
  pixels: i32,
  c: i32,
  w: usize,
  n: i32,
  y: usize,
  lower: f32,
  upper: f32,
  scratch: usize,
): void {
  const pixel: usize = (<usize>c) << 2;
  for (let i = 0; i < pixels; i += STRIP) {
    const count = min(STRIP, pixels - i);
    panels(
      x + pixel * i,
      pixel,
      pixel,
      1,
      c,
      count,
      w,
      n,
      y + ((<usize>(i * n)) << 2),
      0,
      0,
      lower,
      upper,
      scratch,
    );
  }
}

/**
 * A convolution of any size and stride, 'SAME', with bound. What is no pointwise one is meant for the first of a net,
 * whose few channels make a row of the window one short run of floats.
 *
 * @param x [images,h,w,c] @param weights panels over [size,size,c] @param y [images,ceil(h/stride),ceil(w/stride),n]
 * @param scratch room for `convolveScratch` bytes: the rows of a window with zeros around them, and a panel of a row
 */
export function convolve(
  x: usize,
  images: i32,
  h: i32,
  w: i32,
  c: i32,
  size: i32,
  stride: i32,
  weights: usize,
  n: i32,
  y: usize,
  lower: f32,
  upper: f32,
  scratch: usize,
): void {
  if (size === 1 && stride === 1) {
    pointwise(x, images * h * w, c, weights, n, y, lower, upper, scratch);
    return;
  }
  const pixel: usize = (<usize>c) << 2;
  const row = pixel * w;
  const oh = (h + stride - 1) / stride;
  const ow = (w + stride - 1) / stride;
  const top = max((oh - 1) * stride + size - h, 0) >> 1;
  const left = max((ow - 1) * stride + size - w, 0) >> 1;
  const padded: usize = pixel * ((ow - 1) * stride + size);
  const inside = min(row, padded - pixel * left);
  const spare = scratch + padded * size;
  memory.fill(scratch, 0, padded * size);
  for (let image = 0; image < images; image++) {
    for (let j = 0; j < oh; j++) {
      for (let k = 0; k < size; k++) {
        const at = j * stride - top + k;
        const to = scratch + padded * k + pixel * left;
        if (at >= 0 && at < h) memory.copy(to, x + row * at, inside);
        else memory.fill(to, 0, inside);
      }
      const out = y + ((<usize>(j * ow * n)) << 2);
      panels(scratch, pixel * stride, padded, size, size * c, ow, weights, n, out, 0, 0, lower, upper, spare);
    }
    x += row * h;
    y += (<usize>(oh * ow * n)) << 2;
  }
}

/** Bytes of scratch that `convolve` wants. */
export function convolveScratch(w: i32, c: i32, size: i32, stride: i32): usize {
  if (size === 1 && stride === 1) return STRIP << 5;
  const ow = (w + stride - 1) / stride;
  return ((<usize>(((ow - 1) * stride + size) * c * size)) << 2) + ((<usize>ow) << 5);
}
