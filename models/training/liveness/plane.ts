import type { Point } from '../../pipeline/face.ts';

/** A 3×3 matrix by rows: homogeneous crop pixels to a plane in space, in face boxes around the face. */
export type Plane = Float64Array;

/** How a plane with a face on it lies before the camera. */
export interface View {
  /** Side of the crop in pixels, and of the crop in face boxes. */
  size: number;
  scale: number;
  /** Radians: the face's own roll on the plane, and how the plane is turned about its two axes. */
  roll: number;
  turn: readonly [aboutX: number, aboutY: number];
  /** From the camera to the face, in face boxes; the smaller, the stronger the perspective. */
  distance: number;
  /** Where the face's middle is seen, in face boxes off the crop's middle. */
  shift: Point;
}

/**
 * The plane as a pinhole camera sees it: a point of the plane is turned, moved away and divided by its depth; the
 * matrix undoes that. Without turn it is the similarity of `faceCrop`.
 */
export function planeOf({ size, scale, roll, turn: [ax, ay], distance: d, shift }: View): Plane {
  const [cx, sx, cy, sy] = [Math.cos(ax), Math.sin(ax), Math.cos(ay), Math.sin(ay)];
  const toCamera = Float64Array.of(d * cy, d * sx * sy, 0, 0, d * cx, 0, -sy, sx * cy, d);
  const zoom = scale / size;
  const fromCrop = Float64Array.of(zoom, 0, -scale / 2 - shift[0], 0, zoom, -scale / 2 - shift[1], 0, 0, 1);
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  const rolled = Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1);
  return product(rolled, product(inverse(toCamera), fromCrop));
}

/** Where a pixel of the crop lies on the plane. */
export function onPlane(m: Plane, x: number, y: number): Point {
  const w = m[6]! * x + m[7]! * y + m[8]!;
  return [(m[0]! * x + m[1]! * y + m[2]!) / w, (m[3]! * x + m[4]! * y + m[5]!) / w];
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 }, (_, k) => {
    const [row, column] = [3 * Math.floor(k / 3), k % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

/** By cofactors. */
function inverse(m: Float64Array): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as number[];
  const [p, q, r] = [e! * i! - f! * h!, f! * g! - d! * i!, d! * h! - e! * g!];
  const whole = a! * p + b! * q + c! * r;
  return Float64Array.of(
    p,
    c! * h! - b! * i!,
    b! * f! - c! * e!,
    q,
    a! * i! - c! * g!,
    c! * d! - a! * f!,
    r,
    b! * g! - a! * h!,
    a! * e! - b! * d!,
  ).map((value) => value / whole);
}
