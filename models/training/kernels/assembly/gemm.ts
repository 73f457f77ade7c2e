/**
 * C[M,N] = A·B, or C += A·B when `add` is not 0. A is read as A[i·rowStep + k·columnStep] (in floats), so that
 * a matrix and its transpose need no copy; B and C are dense rows. N is a multiple of 8.
 *
 * The micro-kernel keeps a block of 4×8 of C in eight SIMD registers. K is cut into panels so that the strip of
 * B (or of A, when A is a transposed batch) stays in the first-level cache.
 */
export function gemm(
  a: usize,
  rowStep: i32,
  columnStep: i32,
  b: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  add: i32,
): void {
  const panel = 256;
  for (let k0 = 0; k0 < k; k0 += panel) {
    const depth = min(panel, k - k0);
    const keep = add > 0 || k0 > 0;
    const ap: usize = a + ((<usize>(k0 * columnStep)) << 2);
    const bp: usize = b + ((<usize>(k0 * n)) << 2);
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      const ai: usize = ap + ((<usize>(i * rowStep)) << 2);
      for (let j = 0; j < n; j += 8) {
        block4(
          ai,
          rowStep,
          columnStep,
          bp + ((<usize>j) << 2),
          c + ((<usize>(i * n + j)) << 2),
          depth,
          n,
          keep,
        );
      }
    }
    for (; i < m; i++) {
      const ai: usize = ap + ((<usize>(i * rowStep)) << 2);
      for (let j = 0; j < n; j += 8) {
        block1(ai, columnStep, bp + ((<usize>j) << 2), c + ((<usize>(i * n + j)) << 2), depth, n, keep);
      }
    }
  }
}

function block4(
  a: usize,
  rowStep: i32,
  columnStep: i32,
  b: usize,
  c: usize,
  depth: i32,
  n: i32,
  keep: bool,
): void {
  const row: usize = (<usize>n) << 2;
  const step: usize = (<usize>columnStep) << 2;
  const c1 = c + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (keep) {
    s00 = v128.load(c);
    s01 = v128.load(c, 16);
    s10 = v128.load(c1);
    s11 = v128.load(c1, 16);
    s20 = v128.load(c2);
    s21 = v128.load(c2, 16);
    s30 = v128.load(c3);
    s31 = v128.load(c3, 16);
  }
  let a0 = a;
  let a1 = a0 + ((<usize>rowStep) << 2);
  let a2 = a1 + ((<usize>rowStep) << 2);
  let a3 = a2 + ((<usize>rowStep) << 2);
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    s00 = f32x4.relaxed_madd(x0, b0, s00);
    s01 = f32x4.relaxed_madd(x0, b1, s01);
    const x1 = v128.load32_splat(a1);
    s10 = f32x4.relaxed_madd(x1, b0, s10);
    s11 = f32x4.relaxed_madd(x1, b1, s11);
    const x2 = v128.load32_splat(a2);
    s20 = f32x4.relaxed_madd(x2, b0, s20);
    s21 = f32x4.relaxed_madd(x2, b1, s21);
    const x3 = v128.load32_splat(a3);
    s30 = f32x4.relaxed_madd(x3, b0, s30);
    s31 = f32x4.relaxed_madd(x3, b1, s31);
    b += row;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

function block1(a: usize, columnStep: i32, b: usize, c: usize, depth: i32, n: i32, keep: bool): void {
  const row: usize = (<usize>n) << 2;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  if (keep) {
    s0 = v128.load(c);
    s1 = v128.load(c, 16);
  }
  for (let p = 0; p < depth; p++) {
    const x = v128.load32_splat(a);
    s0 = f32x4.relaxed_madd(x, v128.load(b), s0);
    s1 = f32x4.relaxed_madd(x, v128.load(b, 16), s1);
    b += row;
    a += (<usize>columnStep) << 2;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

/** to[n,m] = from[m,n]. */
export function transpose(from: usize, to: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      store<f32>(to + ((<usize>(j * m + i)) << 2), load<f32>(from + ((<usize>(i * n + j)) << 2)));
    }
  }
}
