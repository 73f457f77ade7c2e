import { bound, madd } from './arithmetic';

/**
 * Eight output channels of a row of pixels: y = bound(bias + A·W + skip). The one place where nearly all multiply-adds
 * are: blocks of 4 pixels by 8 channels stay in eight registers.
 *
 * A pixel's inputs are `segments` runs of `length` floats, `segmentStep` bytes apart, and the next pixel's begin
 * `pixelStep` bytes later: one run for a pointwise convolution, one a row of the window for others.
 *
 * @param w the panel: 8 biases, then 8 weights an input
 * @param y steps of `yStep` bytes from pixel to pixel, as `skip` has `skipStep`; `skip` is 0 where nothing is added
 */
export function panel(
  x: usize,
  pixelStep: usize,
  segmentStep: usize,
  segments: i32,
  length: i32,
  pixels: i32,
  w: usize,
  y: usize,
  yStep: usize,
  skip: usize,
  skipStep: usize,
  lower: f32,
  upper: f32,
): void {
  const least = f32x4.splat(lower);
  const most = f32x4.splat(upper);
  const next: usize = segmentStep - ((<usize>length) << 2);
  let i = 0;
  for (; i + 4 <= pixels; i += 4) {
    let b = w + 32;
    let s00 = v128.load(w);
    let s01 = v128.load(w, 16);
    let s10 = s00;
    let s11 = s01;
    let s20 = s00;
    let s21 = s01;
    let s30 = s00;
    let s31 = s01;
    let a0 = x;
    let a1 = a0 + pixelStep;
    let a2 = a1 + pixelStep;
    let a3 = a2 + pixelStep;
    for (let segment = 0; segment < segments; segment++) {
      for (let p = 0; p < length; p++) {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        let v = v128.load32_splat(a0);
        s00 = madd(v, b0, s00);
        s01 = madd(v, b1, s01);
        v = v128.load32_splat(a1);
        s10 = madd(v, b0, s10);
        s11 = madd(v, b1, s11);
        v = v128.load32_splat(a2);
        s20 = madd(v, b0, s20);
        s21 = madd(v, b1, s21);
        v = v128.load32_splat(a3);
        s30 = madd(v, b0, s30);
        s31 = madd(v, b1, s31);
        b += 32;
        a0 += 4;
        a1 += 4;
        a2 += 4;
        a3 += 4;
      }
      a0 += next;
      a1 += next;
      a2 += next;
      a3 += next;
    }
    if (skip) {
      s00 = f32x4.add(s00, v128.load(skip));
      s01 = f32x4.add(s01, v128.load(skip, 16));
      skip += skipStep;
      s10 = f32x4.add(s10, v128.load(skip));
      s11 = f32x4.add(s11, v128.load(skip, 16));
      skip += skipStep;
      s20 = f32x4.add(s20, v128.load(skip));
      s21 = f32x4.add(s21, v128.load(skip, 16));
      skip += skipStep;
      s30 = f32x4.add(s30, v128.load(skip));
      s31 = f32x4.add(s31, v128.load(skip, 16));
      skip += skipStep;
    }
    v128.store(y, bound(s00, least, most));
    v128.store(y, bound(s01, least, most), 16);
    y += yStep;
    v128.store(y, bound(s10, least, most));
    v128.store(y, bound(s11, least, most), 16);
    y += yStep;
    v128.store(y, bound(s20, least, most));
    v128.store(y, bound(s21, least, most), 16);
    y += yStep;
    v128.store(y, bound(s30, least, most));
    v128.store(y, bound(s31, least, most), 16);
    y += yStep;
    x += pixelStep << 2;
  }
  for (; i < pixels; i++) {
    let b = w + 32;
    let s0 = v128.load(w);
    let s1 = v128.load(w, 16);
    let a = x;
    for (let segment = 0; segment < segments; segment++) {
      for (let p = 0; p < length; p++) {
        const v = v128.load32_splat(a);
        s0 = madd(v, v128.load(b), s0);
        s1 = madd(v, v128.load(b, 16), s1);
        b += 32;
        a += 4;
      }
      a += next;
    }
    if (skip) {
      s0 = f32x4.add(s0, v128.load(skip));
      s1 = f32x4.add(s1, v128.load(skip, 16));
      skip += skipStep;
    }
    v128.store(y, bound(s0, least, most));
    v128.store(y, bound(s1, least, most), 16);
    y += yStep;
    x += pixelStep;
  }
}

/**
 * All output channels of a row of pixels: `channels` of y, panel by panel.
 *
 * @param skipChannels channels to which `skip` is added, a multiple of 8; 0 for none
 * @param spare room for `pixels` times 8 floats, for a last panel that is not full
 */
export function panels(
  x: usize,
  pixelStep: usize,
  segmentStep: usize,
  segments: i32,
  length: i32,
  pixels: i32,
  w: usize,
  channels: i32,
  y: usize,
  skip: usize,
  skipChannels: i32,
  lower: f32,
  upper: f32,
  spare: usize,
): void {
  const yStep = (<usize>channels) << 2;
  const skipStep = (<usize>skipChannels) << 2;
  const panelBytes = (<usize>(segments * length + 1)) << 5;
  for (let n = 0; n < channels; n += 8) {
    const from = n < skipChannels ? skip + ((<usize>n) << 2) : 0;
    if (n + 8 <= channels) {
      const to = y + ((<usize>n) << 2);
      panel(x, pixelStep, segmentStep, segments, length, pixels, w, to, yStep, from, skipStep, lower, upper);
    } else {
      panel(x, pixelStep, segmentStep, segments, length, pixels, w, spare, 32, from, skipStep, lower, upper);
      const rest: usize = (<usize>(channels - n)) << 2;
      for (let i = 0; i < pixels; i++) {
        memory.copy(y + <usize>i * yStep + ((<usize>n) << 2), spare + ((<usize>i) << 5), rest);
      }
    }
    w += panelBytes;
  }
}
