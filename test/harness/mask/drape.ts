import type { Point } from '../image/landmarks.ts';
import type { Picture } from '../image/picture.ts';
import type { Fit } from './fit.ts';
import type { Light } from './light.ts';

/** Cells of the surface across and down: fine enough that the eye sees a curve. */
const ACROSS = 28;
const DOWN = 20;

/** Draws the cloth, bent along the fit and shaded, into a transparent layer. */
export function drapeCloth(layer: Picture, cloth: Picture, fit: Fit, light: Light): void {
  const grid = surface(fit);
  for (let row = 0; row < DOWN; row++) {
    for (let column = 0; column < ACROSS; column++) {
      const a = grid[row * (ACROSS + 1) + column]!;
      const b = grid[row * (ACROSS + 1) + column + 1]!;
      const c = grid[(row + 1) * (ACROSS + 1) + column]!;
      const d = grid[(row + 1) * (ACROSS + 1) + column + 1]!;
      fillTriangle(layer, cloth, light, a, b, c);
      fillTriangle(layer, cloth, light, b, d, c);
    }
  }
}

/** A corner of the surface: place on the picture, place on the cloth (0 to 1), shade. */
interface Corner {
  readonly x: number;
  readonly y: number;
  readonly u: number;
  readonly v: number;
  readonly shade: number;
}

function surface({ columns, yaw }: Fit): Corner[] {
  const corners: Corner[] = [];
  for (let row = 0; row <= DOWN; row++) {
    const v = row / DOWN;
    const across = columns.map((column) => spline(column, v));
    for (let column = 0; column <= ACROSS; column++) {
      const u = column / ACROSS;
      const [x, y] = spline(across, u);
      corners.push({ x, y, u, v, shade: shade(u, v, yaw) });
    }
  }
  return corners;
}

/** Lambert's law with light from above and before the face, on a body round like a face, plus light from all sides. */
function shade(u: number, v: number, yaw: number): number {
  const side = (u - 0.5) * 1.75 + yaw * 0.5;
  const tilt = (v - 0.38) * 1.25;
  const facing = Math.max(0.05, 1 - 0.42 * side * side - 0.16 * tilt * tilt);
  const fromAbove = -0.2 * tilt;
  return Math.min(1.04, 0.34 + 0.64 * facing + fromAbove);
}

/** Catmull-Rom through evenly spaced points; t runs from 0 to 1. */
function spline(points: readonly Point[], t: number): Point {
  const last = points.length - 1;
  const i = Math.min(last - 1, Math.floor(t * last));
  const f = t * last - i;
  const [p1, p2] = [points[i]!, points[i + 1]!];
  const p0 = points[i - 1] ?? mirror(p1, p2);
  const p3 = points[i + 2] ?? mirror(p2, p1);
  const at = (k: 0 | 1) =>
    0.5 *
    (2 * p1[k] +
      (p2[k] - p0[k]) * f +
      (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * f * f +
      (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * f * f * f);
  return [at(0), at(1)];
}

const mirror = (end: Point, inner: Point): Point => [2 * end[0] - inner[0], 2 * end[1] - inner[1]];

function fillTriangle(layer: Picture, cloth: Picture, light: Light, a: Corner, b: Corner, c: Corner): void {
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (Math.abs(area) < 1e-3) return;
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y, c.y)));
  const bottom = Math.min(layer.height - 1, Math.ceil(Math.max(a.y, b.y, c.y)));
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x, c.x)));
  const right = Math.min(layer.width - 1, Math.ceil(Math.max(a.x, b.x, c.x)));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const wb = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area;
      const wc = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area;
      const wa = 1 - wb - wc;
      if (wa < -0.001 || wb < -0.001 || wc < -0.001) continue;
      const u = wa * a.u + wb * b.u + wc * c.u;
      const v = wa * a.v + wb * b.v + wc * c.v;
      const lit =
        (wa * a.shade + wb * b.shade + wc * c.shade) * (light.left + (light.right - light.left) * u);
      putCloth(layer, (y * layer.width + x) * 4, cloth, u, v, lit, light.colour);
    }
  }
}

/** Bilinear sample of the cloth, lit, written over what the layer holds. */
function putCloth(
  { data }: Picture,
  at: number,
  cloth: Picture,
  u: number,
  v: number,
  lit: number,
  colour: Light['colour'],
): void {
  const x = Math.min(cloth.width - 1.001, Math.max(0, u * (cloth.width - 1)));
  const y = Math.min(cloth.height - 1.001, Math.max(0, v * (cloth.height - 1)));
  const [ix, iy] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - ix, y - iy];
  const i = (iy * cloth.width + ix) * 4;
  const j = i + cloth.width * 4;
  const source = cloth.data;
  for (let k = 0; k < 4; k++) {
    const upper = source[i + k]! * (1 - fx) + source[i + 4 + k]! * fx;
    const lower = source[j + k]! * (1 - fx) + source[j + 4 + k]! * fx;
    const value = upper * (1 - fy) + lower * fy;
    data[at + k] = k < 3 ? value * lit * colour[k]! : value;
  }
}
