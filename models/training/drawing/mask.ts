import { blend, type Canvas, type Colour, luma } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { type Cloth, randomCloth } from './cloth.ts';
import { heightAt } from './curve.ts';
import { fromFace, type Landmarks, type Point, toFace } from './landmarks.ts';
import { type Outline, outlineFor, type Wear } from './wear.ts';

/** Draws one random mask, worn in a given way, onto a bare face. */
export function drawMask(canvas: Canvas, face: Landmarks, wear: Wear, random: Random, cloth?: Cloth): void {
  const outline = outlineFor(wear, face, random);
  const skin = skinColour(canvas, face);
  const light = lightOf(canvas);
  if (random.chance(0.75)) drawLoops(canvas, face, outline, random, light);
  if (random.chance(0.6)) drawShadow(canvas, face, outline, random.between(0.1, 0.4));
  drawBody(canvas, face, outline, cloth ?? randomCloth(random, skin), random, light);
}

/** How light falls on the face: luma of a coarse grid against its mean, and the mean itself. */
interface Light {
  mean: number;
  grid: Float32Array;
  cells: number;
}

function lightOf(canvas: Canvas): Light {
  const cells = 6;
  const { size } = canvas;
  const grid = new Float32Array(cells * cells);
  const count = new Float32Array(cells * cells);
  for (let p = 0; p < size * size; p += 3) {
    const cell =
      Math.floor((Math.floor(p / size) * cells) / size) * cells + Math.floor(((p % size) * cells) / size);
    grid[cell]! += luma(canvas, p);
    count[cell]! += 1;
  }
  for (let i = 0; i < grid.length; i++) grid[i]! /= Math.max(1, count[i]!);
  // The face is in the middle; what surrounds it is lit otherwise.
  const inner = [14, 15, 20, 21, 26, 27].reduce((sum, i) => sum + grid[i]!, 0) / 6;
  return { mean: Math.max(0.04, inner), grid, cells };
}

/** Light at a place as a gain, smoothed between the cells. */
function lightAt({ grid, cells, mean }: Light, x: number, y: number): number {
  const gx = Math.max(0, Math.min(cells - 1.001, x * cells - 0.5));
  const gy = Math.max(0, Math.min(cells - 1.001, y * cells - 0.5));
  const [i, j] = [Math.floor(gx), Math.floor(gy)];
  const [fx, fy] = [gx - i, gy - j];
  const at = (dx: number, dy: number) => grid[(j + dy) * cells + i + dx]!;
  const value = (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
  return Math.max(0.5, Math.min(1.6, value / mean));
}

function drawBody(
  canvas: Canvas,
  face: Landmarks,
  outline: Outline,
  cloth: Cloth,
  random: Random,
  light: Light,
): void {
  const { top, bottom, left, right } = outline;
  const exposure = Math.min(1.35, (light.mean / 0.5) ** 0.6) * random.between(0.75, 1.15);
  const follow = random.between(0.2, 0.8);
  const round = random.between(0.05, 0.45);
  const tilt = random.between(-0.25, 0.25);
  const soft = random.between(0.6, 1.6) / face.unit;
  forFacePixels(canvas, face, (pixel, x, y, px, py) => {
    const [upper, lower] = [heightAt(top, x), heightAt(bottom, x)];
    const inside = Math.min(y - upper, lower - y, x - left, right - x);
    const alpha = Math.max(0, Math.min(1, inside / soft + 0.5));
    if (alpha <= 0) return;
    const u = ((x - left) / (right - left)) * 2 - 1;
    const v = (y - upper) / Math.max(0.02, lower - upper);
    const form = 1 - round * u * u + tilt * u - 0.12 * (v - 0.5);
    const gain = exposure * form * lightAt(light, px, py) ** follow;
    const [r, g, b] = cloth(u, v);
    const colour: Colour = [Math.min(1, r * gain), Math.min(1, g * gain), Math.min(1, b * gain)];
    blend(canvas, pixel, colour, alpha);
  });
}

/** A soft dark seam where the cloth lifts off the skin, below and above. */
function drawShadow(
  canvas: Canvas,
  face: Landmarks,
  { top, bottom, left, right }: Outline,
  strength: number,
): void {
  forFacePixels(canvas, face, (pixel, x, y) => {
    if (x < left || x > right) return;
    const away = Math.min(Math.abs(y - heightAt(top, x)), Math.abs(y - heightAt(bottom, x)));
    if (away < 0.07) blend(canvas, pixel, [0, 0, 0], strength * (1 - away / 0.07) * 0.6);
  });
}

function drawLoops(canvas: Canvas, face: Landmarks, outline: Outline, random: Random, light: Light): void {
  const grey =
    (random.chance(0.75) ? random.between(0.75, 1) : random.between(0, 0.3)) * Math.min(1, light.mean * 1.7);
  const width = random.between(0.4, 1.1);
  for (const [from, to] of outline.loops) {
    if (random.chance(0.15)) continue;
    drawLine(canvas, fromFace(face, from), fromFace(face, to), width, [grey, grey, grey]);
  }
}

/** A straight line with soft edges. @param half half of its width in pixels */
export function drawLine(canvas: Canvas, from: Point, to: Point, half: number, colour: Colour): void {
  const { size } = canvas;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const square = Math.max(1e-6, dx * dx + dy * dy);
  const low = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) - half - 1));
  const high = (a: number, b: number) => Math.min(size - 1, Math.ceil(Math.max(a, b) + half + 1));
  for (let j = low(from[1], to[1]); j <= high(from[1], to[1]); j++) {
    for (let i = low(from[0], to[0]); i <= high(from[0], to[0]); i++) {
      const [x, y] = [i + 0.5 - from[0], j + 0.5 - from[1]];
      const t = Math.max(0, Math.min(1, (x * dx + y * dy) / square));
      const away = Math.hypot(x - t * dx, y - t * dy);
      const alpha = Math.max(0, Math.min(1, half + 0.5 - away));
      if (alpha > 0) blend(canvas, j * size + i, colour, alpha);
    }
  }
}

/** Calls back for every pixel with its place in the face's axes, and in the crop from 0 to 1. */
export function forFacePixels(
  canvas: Canvas,
  face: Landmarks,
  visit: (pixel: number, x: number, y: number, px: number, py: number) => void,
): void {
  const { size } = canvas;
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const [x, y] = toFace(face, i + 0.5, j + 0.5);
      visit(j * size + i, x, y, i / size, j / size);
    }
  }
}

/** Mean colour of the cheeks beside the nose. */
export function skinColour(canvas: Canvas, face: Landmarks): Colour {
  const { size, rgb } = canvas;
  const sum = [0, 0, 0];
  let count = 0;
  for (const x of [-0.22, -0.15, 0.15, 0.22]) {
    for (const y of [0.3, 0.36, 0.42]) {
      const [px, py] = fromFace(face, [x, y]).map((value) => Math.floor(value)) as Point;
      if (px < 0 || py < 0 || px >= size || py >= size) continue;
      for (let c = 0; c < 3; c++) sum[c]! += rgb[3 * (py * size + px) + c]!;
      count++;
    }
  }
  return count === 0 ? [0.6, 0.5, 0.4] : [sum[0]! / count, sum[1]! / count, sum[2]! / count];
}
