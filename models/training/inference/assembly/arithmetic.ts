/**
 * The arithmetic in which the builds differ: with relaxed SIMD the machine may fuse a multiplication with an addition, and
 * answer what it likes for what is no number. The compiler puts these where they are called.
 */

/** a·b + c, rounded once in the relaxed build and twice in the plain one. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

/** x between `least` and `most`; numbers only. */
export function bound(x: v128, least: v128, most: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_min(f32x4.relaxed_max(x, least), most);
  else return f32x4.pmin(f32x4.pmax(x, least), most);
}

/** The larger of two, lane by lane; numbers only. */
export function larger(a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_max(a, b);
  else return f32x4.pmax(a, b);
}
