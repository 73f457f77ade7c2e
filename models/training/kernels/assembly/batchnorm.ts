/**
 * Batch normalisation and ReLU6 over rows of channels (Ioffe and Szegedy 2015, algorithm 1 and the gradient
 * in its section 3). Sums run in f32 over at most CHUNK rows and in f64 over the chunks, which keeps the
 * variance of 10^5 rows exact to about 1e-6. Channels are a multiple of 4.
 */
const CHUNK: i32 = 512;
const EPSILON: f64 = 1e-3;

/** stats[0..c) = mean, stats[c..2c) = 1 / √(variance + ε), stats[2c..3c) = variance (biased). */
export function bnStatistics(x: usize, stats: usize, m: i32, c: i32): void {
  const pixel: usize = (<usize>c) << 2;
  for (let ch: usize = 0; ch < pixel; ch += 16) {
    let sumLow = f64x2.splat(0);
    let sumHigh = sumLow;
    let squareLow = sumLow;
    let squareHigh = sumLow;
    for (let from = 0; from < m; from += CHUNK) {
      const to = min(m, from + CHUNK);
      let s = f32x4.splat(0);
      let q = s;
      let p = x + pixel * from + ch;
      for (let i = from; i < to; i++) {
        const v = v128.load(p);
        s = f32x4.add(s, v);
        q = f32x4.relaxed_madd(v, v, q);
        p += pixel;
      }
      sumLow = f64x2.add(sumLow, f64x2.promote_low_f32x4(s));
      sumHigh = f64x2.add(
        sumHigh,
        f64x2.promote_low_f32x4(
          i8x16.shuffle(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
        ),
      );
      squareLow = f64x2.add(squareLow, f64x2.promote_low_f32x4(q));
      squareHigh = f64x2.add(
        squareHigh,
        f64x2.promote_low_f32x4(
          i8x16.shuffle(q, q, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
        ),
      );
    }
    finish(stats + ch, pixel, m, f64x2.extract_lane(sumLow, 0), f64x2.extract_lane(squareLow, 0));
    finish(stats + ch + 4, pixel, m, f64x2.extract_lane(sumLow, 1), f64x2.extract_lane(squareLow, 1));
    finish(stats + ch + 8, pixel, m, f64x2.extract_lane(sumHigh, 0), f64x2.extract_lane(squareHigh, 0));
    finish(stats + ch + 12, pixel, m, f64x2.extract_lane(sumHigh, 1), f64x2.extract_lane(squareHigh, 1));
  }
}

function finish(at: usize, pixel: usize, m: i32, sum: f64, squares: f64): void {
  const mean = sum / m;
  const variance = max(squares / m - mean * mean, 0.0);
  store<f32>(at, <f32>mean);
  store<f32>(at + pixel, <f32>(1.0 / Math.sqrt(variance + EPSILON)));
  store<f32>(at + pixel * 2, <f32>variance);
}

/** y = min(6, max(0, gamma · (x − mean) · inverse + beta)); `scale` holds gamma, then beta. */
export function bnForward(x: usize, stats: usize, scale: usize, y: usize, m: i32, c: i32): void {
  const pixel: usize = (<usize>c) << 2;
  const zero = f32x4.splat(0);
  const six = f32x4.splat(6);
  for (let ch: usize = 0; ch < pixel; ch += 16) {
    const gain = f32x4.mul(v128.load(stats + pixel + ch), v128.load(scale + ch));
    const shift = f32x4.sub(v128.load(scale + pixel + ch), f32x4.mul(v128.load(stats + ch), gain));
    let p = x + ch;
    let out = y + ch;
    for (let i = 0; i < m; i++) {
      const v = f32x4.add(f32x4.mul(v128.load(p), gain), shift);
      v128.store(out, f32x4.min(f32x4.max(v, zero), six));
      p += pixel;
      out += pixel;
    }
  }
}

/**
 * In place: dy[m,c] (gradient of the output) becomes the gradient of x; dscale (gamma, then beta) is added to.
 * @param y the forward output, which says where ReLU6 let through
 */
export function bnBackward(
  x: usize,
  y: usize,
  stats: usize,
  scale: usize,
  dy: usize,
  dscale: usize,
  m: i32,
  c: i32,
): void {
  const pixel: usize = (<usize>c) << 2;
  const zero = f32x4.splat(0);
  const six = f32x4.splat(6);
  const one = f32x4.splat(1.0 / <f32>m);
  for (let ch: usize = 0; ch < pixel; ch += 16) {
    const mean = v128.load(stats + ch);
    const inverse = v128.load(stats + pixel + ch);
    let dBeta = zero;
    let dGamma = zero;
    for (let from = 0; from < m; from += CHUNK) {
      const to = min(m, from + CHUNK);
      let partBeta = zero;
      let partGamma = zero;
      let p: usize = pixel * from + ch;
      for (let i = from; i < to; i++) {
        const out = v128.load(y + p);
        const open = v128.and(f32x4.gt(out, zero), f32x4.lt(out, six));
        const g = v128.and(v128.load(dy + p), open);
        partBeta = f32x4.add(partBeta, g);
        partGamma = f32x4.relaxed_madd(g, f32x4.mul(f32x4.sub(v128.load(x + p), mean), inverse), partGamma);
        p += pixel;
      }
      dBeta = f32x4.add(dBeta, partBeta);
      dGamma = f32x4.add(dGamma, partGamma);
    }
    const gain = f32x4.mul(v128.load(scale + ch), inverse);
    const meanBeta = f32x4.mul(dBeta, one);
    const meanGamma = f32x4.mul(dGamma, one);
    let p = ch;
    for (let i = 0; i < m; i++) {
      const out = v128.load(y + p);
      const open = v128.and(f32x4.gt(out, zero), f32x4.lt(out, six));
      const g = v128.and(v128.load(dy + p), open);
      const normal = f32x4.mul(f32x4.sub(v128.load(x + p), mean), inverse);
      const d = f32x4.sub(f32x4.sub(g, meanBeta), f32x4.mul(normal, meanGamma));
      v128.store(dy + p, f32x4.mul(d, gain));
      p += pixel;
    }
    v128.store(dscale + ch, f32x4.add(v128.load(dscale + ch), dGamma));
    v128.store(dscale + pixel + ch, f32x4.add(v128.load(dscale + pixel + ch), dBeta));
  }
}

/** Global average: y[n,c] = mean over x[n,hw,c]. */
export function averagePool(x: usize, y: usize, n: i32, hw: i32, c: i32): void {
  const share = f32x4.splat(1.0 / <f32>hw);
  for (let i = 0; i < n; i++) {
    for (let ch = 0; ch < c; ch += 4) {
      let sum = f32x4.splat(0);
      let p = x + ((<usize>(i * hw * c + ch)) << 2);
      for (let k = 0; k < hw; k++) {
        sum = f32x4.add(sum, v128.load(p));
        p += (<usize>c) << 2;
      }
      v128.store(y + ((<usize>(i * c + ch)) << 2), f32x4.mul(sum, share));
    }
  }
}

/** The gradient of `averagePool`: dx[n,hw,c] = dy[n,c] / hw. */
export function averagePoolInput(dy: usize, dx: usize, n: i32, hw: i32, c: i32): void {
  const share = f32x4.splat(1.0 / <f32>hw);
  for (let i = 0; i < n; i++) {
    for (let ch = 0; ch < c; ch += 4) {
      const g = f32x4.mul(v128.load(dy + ((<usize>(i * c + ch)) << 2)), share);
      let p = dx + ((<usize>(i * hw * c + ch)) << 2);
      for (let k = 0; k < hw; k++) {
        v128.store(p, g);
        p += (<usize>c) << 2;
      }
    }
  }
}
