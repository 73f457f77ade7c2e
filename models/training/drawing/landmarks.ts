import type { Similarity } from '../../pipeline/sample.ts';
import { toCrop } from '../common/jitter.ts';

export type Point = [x: number, y: number];

/** Jaw of the 468-point face mesh, from ear to ear in the picture from left to right, through the chin. */
export const JAW = [
  234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454,
];
/** The middle of the face, from between the eyes to the chin. */
export const MIDDLE = [168, 6, 197, 195, 5, 4, 1, 2, 164, 0, 17, 18, 200, 199, 175, 152];

/** Places on the middle line, as indices into `Landmarks.middle`. */
export const MIDDLE_LINE = {
  bridge: 1,
  noseTip: 6,
  noseBase: 7,
  upperLip: 9,
  lowerLip: 10,
  chin: 15,
} as const;

/** A face in axes of its own: x along the eyes to the right of the picture, y down the face, unit: its height. */
export interface Landmarks {
  /** Pixels of the crop that one unit spans, and where the origin (between the eyes) lies. */
  unit: number;
  origin: Point;
  /** Unit vector of x in the crop. */
  right: Point;
  jaw: Point[];
  middle: Point[];
  eyes: [Point, Point];
  mouth: Point;
}

/**
 * Brings a face mesh into the crop and its own axes. The height is measured from between the eyes to the chin.
 *
 * @param mesh `[468 · 3]` in the pixels that `map` reads from
 */
export function landmarksInCrop(mesh: Float32Array, map: Similarity): Landmarks {
  const at = (index: number) => toCrop(map, mesh[3 * index]!, mesh[3 * index + 1]!);
  const centre = (a: number, b: number): Point => {
    const [p, q] = [at(a), at(b)];
    return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  };
  const eyeLeft = centre(33, 133);
  const eyeRight = centre(362, 263);
  const width = Math.hypot(eyeRight[0] - eyeLeft[0], eyeRight[1] - eyeLeft[1]) || 1;
  const right: Point = [(eyeRight[0] - eyeLeft[0]) / width, (eyeRight[1] - eyeLeft[1]) / width];
  const origin: Point = [(eyeLeft[0] + eyeRight[0]) / 2, (eyeLeft[1] + eyeRight[1]) / 2];
  const chin = at(152);
  const unit = Math.max(4, (chin[1] - origin[1]) * right[0] - (chin[0] - origin[0]) * right[1]);
  const own = ([x, y]: Point): Point => [
    ((x - origin[0]) * right[0] + (y - origin[1]) * right[1]) / unit,
    ((y - origin[1]) * right[0] - (x - origin[0]) * right[1]) / unit,
  ];
  return {
    unit,
    origin,
    right,
    jaw: JAW.map((index) => own(at(index))),
    middle: MIDDLE.map((index) => own(at(index))),
    eyes: [own(eyeLeft), own(eyeRight)],
    mouth: own(centre(13, 14)),
  };
}

/** A point of the crop in the face's axes. */
export function toFace({ unit, origin, right }: Landmarks, x: number, y: number): Point {
  const [dx, dy] = [(x - origin[0]) / unit, (y - origin[1]) / unit];
  return [dx * right[0] + dy * right[1], dy * right[0] - dx * right[1]];
}

/** A point of the face's axes in the crop. */
export function fromFace({ unit, origin, right }: Landmarks, [x, y]: Point): Point {
  return [origin[0] + unit * (x * right[0] - y * right[1]), origin[1] + unit * (x * right[1] + y * right[0])];
}

/** Between the points of a path, by a fraction of its index. */
export function along(path: readonly Point[], fraction: number): Point {
  const at = Math.max(0, Math.min(1, fraction)) * (path.length - 1);
  const i = Math.min(path.length - 2, Math.floor(at));
  return mix(path[i]!, path[i + 1]!, at - i);
}

export function mix(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}
