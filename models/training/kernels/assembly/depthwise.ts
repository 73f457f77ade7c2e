/**
 * Depthwise 3×3 convolutions of one image, NHWC, channels a multiple of 4. TensorFlow's 'SAME': stride 1 pads
 * one pixel on every side, stride 2 (even sizes) one at the bottom and one at the right. The padding is made
 * once by `pad`; all that follows reads padded images and has no borders to think of.
 */

/** to[(h+2),(w+2),c] = from[h,w,c] with zeros around it; `top` is 1 for stride 1 and 0 for stride 2. */
export function pad(from: usize, to: usize, h: i32, w: i32, c: i32, top: i32): void {
  const row: usize = (<usize>((w + 2) * c)) << 2;
  memory.fill(to, 0, row * (h + 2));
  let target = to + row * top + ((<usize>(top * c)) << 2);
  const bytes: usize = (<usize>(w * c)) << 2;
  for (let y = 0; y < h; y++) {
    memory.copy(target, from, bytes);
    target += row;
    from += bytes;
  }
}

/** from[(h+2),(w+2),c] → to[h,w,c], leaving the border out. */
export function unpad(from: usize, to: usize, h: i32, w: i32, c: i32, top: i32): void {
  const row: usize = (<usize>((w + 2) * c)) << 2;
  let source = from + row * top + ((<usize>(top * c)) << 2);
  const bytes: usize = (<usize>(w * c)) << 2;
  for (let y = 0; y < h; y++) {
    memory.copy(to, source, bytes);
    source += row;
    to += bytes;
  }
}

/** y[oh,ow,c] = x ∗ w. @param x padded image whose rows have `width` pixels @param w [3,3,c] */
export function depthwise(
  x: usize,
  w: usize,
  y: usize,
  oh: i32,
  ow: i32,
  width: i32,
  c: i32,
  stride: i32,
): void {
  const pixel: usize = (<usize>c) << 2;
  const row: usize = pixel * width;
  const step: usize = pixel * stride;
  for (let j = 0; j < oh; j++) {
    const line = x + row * (j * stride);
    for (let ch: usize = 0; ch < pixel; ch += 16) {
      const k = w + ch;
      const w0 = v128.load(k);
      const w1 = v128.load(k + pixel);
      const w2 = v128.load(k + pixel * 2);
      const w3 = v128.load(k + pixel * 3);
      const w4 = v128.load(k + pixel * 4);
      const w5 = v128.load(k + pixel * 5);
      const w6 = v128.load(k + pixel * 6);
      const w7 = v128.load(k + pixel * 7);
      const w8 = v128.load(k + pixel * 8);
      let p0 = line + ch;
      let p1 = p0 + row;
      let p2 = p1 + row;
      let out = y + <usize>(j * ow) * pixel + ch;
      for (let i = 0; i < ow; i++) {
        let s = f32x4.mul(v128.load(p0), w0);
        let t = f32x4.mul(v128.load(p1), w3);
        s = f32x4.relaxed_madd(v128.load(p0 + pixel), w1, s);
        t = f32x4.relaxed_madd(v128.load(p1 + pixel), w4, t);
        s = f32x4.relaxed_madd(v128.load(p0 + pixel * 2), w2, s);
        t = f32x4.relaxed_madd(v128.load(p1 + pixel * 2), w5, t);
        s = f32x4.relaxed_madd(v128.load(p2), w6, s);
        t = f32x4.relaxed_madd(v128.load(p2 + pixel), w7, t);
        s = f32x4.relaxed_madd(v128.load(p2 + pixel * 2), w8, s);
        v128.store(out, f32x4.add(s, t));
        p0 += step;
        p1 += step;
        p2 += step;
        out += pixel;
      }
    }
  }
}

/** dx += the input gradient, into a padded image that the caller has cleared. */
export function depthwiseInput(
  dy: usize,
  w: usize,
  dx: usize,
  oh: i32,
  ow: i32,
  width: i32,
  c: i32,
  stride: i32,
): void {
  const pixel: usize = (<usize>c) << 2;
  const row: usize = pixel * width;
  for (let j = 0; j < oh; j++) {
    for (let i = 0; i < ow; i++) {
      const g = dy + <usize>(j * ow + i) * pixel;
      const x = dx + row * (j * stride) + pixel * (i * stride);
      for (let tap = 0; tap < 9; tap++) {
        const at = x + row * (tap / 3) + pixel * (tap % 3);
        const k = w + pixel * tap;
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          v128.store(at + ch, f32x4.relaxed_madd(v128.load(g + ch), v128.load(k + ch), v128.load(at + ch)));
        }
      }
    }
  }
}

/** dw[3,3,c] += the filter gradient of one image. */
export function depthwiseFilter(
  x: usize,
  dy: usize,
  dw: usize,
  oh: i32,
  ow: i32,
  width: i32,
  c: i32,
  stride: i32,
): void {
  const pixel: usize = (<usize>c) << 2;
  const row: usize = pixel * width;
  const step: usize = pixel * stride;
  for (let ch: usize = 0; ch < pixel; ch += 16) {
    const k = dw + ch;
    let s0 = v128.load(k);
    let s1 = v128.load(k + pixel);
    let s2 = v128.load(k + pixel * 2);
    let s3 = v128.load(k + pixel * 3);
    let s4 = v128.load(k + pixel * 4);
    let s5 = v128.load(k + pixel * 5);
    let s6 = v128.load(k + pixel * 6);
    let s7 = v128.load(k + pixel * 7);
    let s8 = v128.load(k + pixel * 8);
    for (let j = 0; j < oh; j++) {
      let p0 = x + row * (j * stride) + ch;
      let p1 = p0 + row;
      let p2 = p1 + row;
      let g = dy + <usize>(j * ow) * pixel + ch;
      for (let i = 0; i < ow; i++) {
        const d = v128.load(g);
        s0 = f32x4.relaxed_madd(v128.load(p0), d, s0);
        s1 = f32x4.relaxed_madd(v128.load(p0 + pixel), d, s1);
        s2 = f32x4.relaxed_madd(v128.load(p0 + pixel * 2), d, s2);
        s3 = f32x4.relaxed_madd(v128.load(p1), d, s3);
        s4 = f32x4.relaxed_madd(v128.load(p1 + pixel), d, s4);
        s5 = f32x4.relaxed_madd(v128.load(p1 + pixel * 2), d, s5);
        s6 = f32x4.relaxed_madd(v128.load(p2), d, s6);
        s7 = f32x4.relaxed_madd(v128.load(p2 + pixel), d, s7);
        s8 = f32x4.relaxed_madd(v128.load(p2 + pixel * 2), d, s8);
        p0 += step;
        p1 += step;
        p2 += step;
        g += pixel;
      }
    }
    v128.store(k, s0);
    v128.store(k + pixel, s1);
    v128.store(k + pixel * 2, s2);
    v128.store(k + pixel * 3, s3);
    v128.store(k + pixel * 4, s4);
    v128.store(k + pixel * 5, s5);
    v128.store(k + pixel * 6, s6);
    v128.store(k + pixel * 7, s7);
    v128.store(k + pixel * 8, s8);
  }
}

/** Flips a [3,3,c] filter in both directions: a stride 1 input gradient is a convolution with that. */
export function flip(w: usize, to: usize, c: i32): void {
  const pixel: usize = (<usize>c) << 2;
  for (let tap = 0; tap < 9; tap++) memory.copy(to + pixel * (8 - tap), w + pixel * tap, pixel);
}
