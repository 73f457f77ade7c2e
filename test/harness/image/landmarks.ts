import { readFileSync } from 'node:fs';

/**
 * Landmarks of the face mesh (numbering of MediaPipe's 468 points; left and right are the picture's sides)
 * that the drawing of masks uses, in source pixels.
 */

/** Contour of the face, clockwise from the forehead. */
const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;
const EYES = [33, 133, 159, 145, 362, 263, 386, 374] as const;
const NOSE = [168, 6, 197, 195, 5, 4, 1, 94, 2, 98, 327, 129, 358, 48, 278, 49, 279] as const;
const MOUTH = [61, 291, 0, 13, 14, 17, 164, 18, 200, 199, 175] as const;
const CHEEKS = [
  50, 280, 101, 330, 117, 346, 205, 425, 187, 411, 123, 352, 116, 345, 227, 447, 137, 366, 177, 401, 36, 266,
] as const;

export const POINTS: readonly number[] = [...OVAL, ...EYES, ...NOSE, ...MOUTH, ...CHEEKS];

/** Numbers in the files are pixels times this: a quarter pixel, so that masks don't tremble. */
export const FRACTION = 4;

export interface LandmarkFile {
  readonly points: readonly number[];
  readonly fraction: number;
  /** A row a frame: x and y of each point. */
  readonly frames: readonly (readonly number[])[];
}

export type Point = readonly [x: number, y: number];

/** The landmarks of one frame, by the mesh's numbers. */
export class Landmarks {
  readonly #points: ReadonlyMap<number, Point>;

  constructor(points: ReadonlyMap<number, Point>) {
    this.#points = points;
  }

  at(id: number): Point {
    const point = this.#points.get(id);
    if (!point) throw new RangeError(`Landmark ${id} is not stored: add it to POINTS and run landmark.ts.`);
    return point;
  }

  /** The same points moved by a mapping of the plane. */
  map(move: (point: Point) => Point): Landmarks {
    return new Landmarks(new Map([...this.#points].map(([id, point]) => [id, move(point)])));
  }
}

/** Landmarks of every frame of a person, smoothed over time with the weights 1 2 1. */
export function loadLandmarks(name: string): Landmarks[] {
  const url = new URL(`../landmarks/${name}.json`, import.meta.url);
  const { points, fraction, frames } = JSON.parse(readFileSync(url, 'utf8')) as LandmarkFile;
  return frames.map((row, i) => {
    const before = frames[i - 1] ?? row;
    const after = frames[i + 1] ?? row;
    const value = (k: number) => (before[k]! + 2 * row[k]! + after[k]!) / (4 * fraction);
    return new Landmarks(new Map(points.map((id, k) => [id, [value(2 * k), value(2 * k + 1)]])));
  });
}
