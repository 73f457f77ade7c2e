/**
 * What a BlazeBlock has besides its convolutions, over rows of channels (multiples of 4): bias, the way past
 * the convolutions, ReLU, and max pooling 2×2 where the stride is 2.
 */

/** In place: y[m,c] = max(0, y + bias + skip), where skip[m,s] has the first `s` channels only (0: none). */
export function residual(y: usize, bias: usize, skip: usize, m: i32, c: i32, s: i32): void {
  const pixel: usize = (<usize>c) << 2;
  const passed: usize = (<usize>s) << 2;
  const zero = f32x4.splat(0);
  for (let i = 0; i < m; i++) {
    let ch: usize = 0;
    for (; ch < passed; ch += 16) {
      const v = f32x4.add(f32x4.add(v128.load(y + ch), v128.load(bias + ch)), v128.load(skip + ch));
      v128.store(y + ch, f32x4.max(v, zero));
    }
    for (; ch < pixel; ch += 16) {
      v128.store(y + ch, f32x4.max(f32x4.add(v128.load(y + ch), v128.load(bias + ch)), zero));
    }
    y += pixel;
    skip += passed;
  }
}

/** In place: dy[m,c] where y is positive, else 0; its sum over the rows is added to dbias. */
export function residualInput(y: usize, dy: usize, dbias: usize, m: i32, c: i32): void {
  const pixel: usize = (<usize>c) << 2;
  const zero = f32x4.splat(0);
  for (let ch: usize = 0; ch < pixel; ch += 16) {
    let sum = v128.load(dbias + ch);
    let p: usize = ch;
    for (let i = 0; i < m; i++) {
      const g = v128.and(v128.load(dy + p), f32x4.gt(v128.load(y + p), zero));
      v128.store(dy + p, g);
      sum = f32x4.add(sum, g);
      p += pixel;
    }
    v128.store(dbias + ch, sum);
  }
}

/** dx[m,s] += the first `s` channels of dy[m,c]. */
export function passInput(dy: usize, dx: usize, m: i32, c: i32, s: i32): void {
  for (let i = 0; i < m; i++) {
    for (let ch: usize = 0; ch < (<usize>s) << 2; ch += 16) {
      v128.store(dx + ch, f32x4.add(v128.load(dx + ch), v128.load(dy + ch)));
    }
    dy += (<usize>c) << 2;
    dx += (<usize>s) << 2;
  }
}

/** y[h/2,w/2,c] = the largest of each 2×2 of x[h,w,c]. */
export function maxPool(x: usize, y: usize, h: i32, w: i32, c: i32): void {
  const pixel: usize = (<usize>c) << 2;
  const row: usize = pixel * w;
  for (let j = 0; j < h; j += 2) {
    for (let i = 0; i < w; i += 2) {
      const p = x + row * j + pixel * i;
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        const top = f32x4.max(v128.load(p + ch), v128.load(p + pixel + ch));
        const bottom = f32x4.max(v128.load(p + row + ch), v128.load(p + row + pixel + ch));
        v128.store(y + ch, f32x4.max(top, bottom));
      }
      y += pixel;
    }
  }
}

/** dx[h,w,s] += the first `s` channels of dy[h/2,w/2,c], at the first place in each 2×2 that has its largest. */
export function maxPoolInput(x: usize, dy: usize, dx: usize, h: i32, w: i32, c: i32, s: i32): void {
  const pixel: usize = (<usize>s) << 2;
  const row: usize = pixel * w;
  for (let j = 0; j < h; j += 2) {
    for (let i = 0; i < w; i += 2) {
      for (let ch: usize = 0; ch < pixel; ch += 4) {
        let at: usize = row * j + pixel * i + ch;
        let best = load<f32>(x + at);
        for (let k = 1; k < 4; k++) {
          const other: usize = row * (j + (k >> 1)) + pixel * (i + (k & 1)) + ch;
          const value = load<f32>(x + other);
          if (value > best) {
            best = value;
            at = other;
          }
        }
        store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + ch));
      }
      dy += (<usize>c) << 2;
    }
  }
}

/** y[m,n] = bias[n] in each row: what a product is added to. */
export function fillRows(bias: usize, y: usize, m: i32, n: i32): void {
  const bytes: usize = (<usize>n) << 2;
  for (let i = 0; i < m; i++) {
    memory.copy(y, bias, bytes);
    y += bytes;
  }
}

/** sum[n] += the rows of y[m,n]. */
export function sumRows(y: usize, sum: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) {
    for (let ch: usize = 0; ch < (<usize>n) << 2; ch += 16) {
      v128.store(sum + ch, f32x4.add(v128.load(sum + ch), v128.load(y + ch)));
    }
    y += (<usize>n) << 2;
  }
}

/**
 * Unrolls the 5×5 windows of a 3-channel image, stride 2, TensorFlow's 'SAME' for even sizes (one pixel above
 * and to the left, two below and to the right): rows of 76 floats, 75 and a zero. @param x [h,w,3]
 */
export function unroll5(x: usize, rows: usize, h: i32, w: i32): void {
  let out = rows;
  for (let j = 0; j < h; j += 2) {
    for (let i = 0; i < w; i += 2) {
      const whole = i > 0 && i + 4 <= w;
      for (let ky = -1; ky < 4; ky++) {
        const y = j + ky;
        if (y < 0 || y >= h) {
          memory.fill(out, 0, 60);
        } else if (whole) {
          memory.copy(out, x + ((<usize>((y * w + i - 1) * 3)) << 2), 60);
        } else {
          for (let kx = -1; kx < 4; kx++) {
            const to = out + ((<usize>((kx + 1) * 3)) << 2);
            if (i + kx < 0 || i + kx >= w) memory.fill(to, 0, 12);
            else memory.copy(to, x + ((<usize>((y * w + i + kx) * 3)) << 2), 12);
          }
        }
        out += 60;
      }
      store<f32>(out, 0);
      out += 4;
    }
  }
}
