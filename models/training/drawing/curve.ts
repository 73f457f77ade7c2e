import type { Point } from './landmarks.ts';

/** Height over x: a polyline read as a function, for the upper and lower edge of a mask. */
export interface Curve {
  /** Points by rising x. */
  points: Point[];
}

/** @throws when there are not two points */
export function curve(points: readonly Point[]): Curve {
  if (points.length < 2) throw new RangeError('a curve needs two points');
  return { points: points.toSorted((a, b) => a[0] - b[0]) };
}

/** y at x; beyond the ends it goes on flat. */
export function heightAt({ points }: Curve, x: number): number {
  if (x <= points[0]![0]) return points[0]![1];
  for (let i = 1; i < points.length; i++) {
    const [x1, y1] = points[i]!;
    if (x > x1) continue;
    const [x0, y0] = points[i - 1]!;
    return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  }
  return points.at(-1)![1];
}

/** Quadratic Bézier from a to b pulled towards `control`, as `steps` + 1 points. */
export function bend(a: Point, control: Point, b: Point, steps = 8): Point[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const [u, v, w] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    return [u * a[0] + v * control[0] + w * b[0], u * a[1] + v * control[1] + w * b[1]];
  });
}
