import { bound, madd } from './arithmetic';

/**
 * One output row of a depthwise 3×3 convolution, 'SAME', four channels at a time. A column of the input is loaded once
 * and added to every output pixel that it reaches, so the left and right border need no padding.
 *
 * @param r0 the three input rows, of `width` pixels; one of zeros where the window is outside
 * @param w [10,c]: biases, then the weights row by row
 * @param y the row, `ceil(width / stride)` pixels
 */
export function depthwiseRow(
  r0: usize,
  r1: usize,
  r2: usize,
  width: i32,
  c: i32,
  stride: i32,
  w: usize,
  y: usize,
  lower: f32,
  upper: f32,
): void {
  const least = f32x4.splat(lower);
  const most = f32x4.splat(upper);
  const pixel: usize = (<usize>c) << 2;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let k = w + channel;
    const bias = v128.load(k);
    k += pixel;
    const w0 = v128.load(k);
    const w1 = v128.load(k + pixel);
    const w2 = v128.load(k + pixel * 2);
    k += pixel * 3;
    const w3 = v128.load(k);
    const w4 = v128.load(k + pixel);
    const w5 = v128.load(k + pixel * 2);
    k += pixel * 3;
    const w6 = v128.load(k);
    const w7 = v128.load(k + pixel);
    const w8 = v128.load(k + pixel * 2);
    let p0 = r0 + channel;
    let p1 = r1 + channel;
    let p2 = r2 + channel;
    let out = y + channel;
    let x0 = v128.load(p0);
    let x1 = v128.load(p1);
    let x2 = v128.load(p2);
    if (stride === 1) {
      let now = madd(x2, w7, madd(x1, w4, madd(x0, w1, bias)));
      let after = madd(x2, w6, madd(x1, w3, madd(x0, w0, bias)));
      for (let i = 1; i < width; i++) {
        p0 += pixel;
        p1 += pixel;
        p2 += pixel;
        x0 = v128.load(p0);
        x1 = v128.load(p1);
        x2 = v128.load(p2);
        now = madd(x2, w8, madd(x1, w5, madd(x0, w2, now)));
        v128.store(out, bound(now, least, most));
        out += pixel;
        now = madd(x2, w7, madd(x1, w4, madd(x0, w1, after)));
        after = madd(x2, w6, madd(x1, w3, madd(x0, w0, bias)));
      }
      v128.store(out, bound(now, least, most));
    } else {
      // An odd width is padded on the left, too.
      let now = bias;
      let at = 0;
      if ((width & 1) === 0) {
        now = madd(x2, w6, madd(x1, w3, madd(x0, w0, now)));
        p0 += pixel;
        p1 += pixel;
        p2 += pixel;
        at = 1;
      }
      for (; at + 1 < width; at += 2) {
        now = madd(v128.load(p2), w7, madd(v128.load(p1), w4, madd(v128.load(p0), w1, now)));
        p0 += pixel;
        p1 += pixel;
        p2 += pixel;
        x0 = v128.load(p0);
        x1 = v128.load(p1);
        x2 = v128.load(p2);
        now = madd(x2, w8, madd(x1, w5, madd(x0, w2, now)));
        v128.store(out, bound(now, least, most));
        out += pixel;
        now = madd(x2, w6, madd(x1, w3, madd(x0, w0, bias)));
        p0 += pixel;
        p1 += pixel;
        p2 += pixel;
      }
      now = madd(v128.load(p2), w7, madd(v128.load(p1), w4, madd(v128.load(p0), w1, now)));
      v128.store(out, bound(now, least, most));
    }
  }
}
