import type { Similarity } from '../pipeline/sample.ts';
import type { Canvas } from '../training/common/canvas.ts';
import { toCrop } from '../training/common/jitter.ts';
import type { Random } from '../training/common/random.ts';

/**
 * Pictures of a mask that covers the nose while mouth or chin are bare, for judging only: no photo of it is at hand, and
 * what training draws (`models/training/drawing`) must not judge itself. This works on pixels and polygons of the face
 * mesh, training on heights in the axes of the face; none of its code is shared.
 */

/** A crop, and the face mesh in its pixels. */
export interface MeshedCrop {
  canvas: Canvas;
  points: [number, number][];
}

/** Below the eyes from ear to ear, then along the jaw back: what a mask that is worn right covers, points of the mesh. */
const MASK_REGION = [
  234, 227, 116, 117, 118, 119, 120, 6, 349, 348, 347, 346, 345, 447, 454, 323, 361, 288, 397, 365, 379, 378,
  400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93,
];
/** Around mouth and chin, below the nose: what is bare. */
const MOUTH_REGION = [
  92, 165, 167, 164, 393, 391, 322, 410, 432, 434, 364, 379, 378, 400, 377, 152, 148, 176, 149, 150, 135, 214,
  212, 186,
];
/** What both faces are laid over each other by: brows, eyes, nose, mouth, chin, ears. */
const ANCHORS = [33, 133, 362, 263, 1, 61, 291, 152, 234, 454, 172, 397, 70, 300];
/** Where cheekbones and forehead are seen beside any mask. */
const SKIN = [117, 346, 151, 108, 337];

const [NOSE_BASE, LOWER_LIP, CHIN, BROW] = [2, 17, 152, 168] as const;

/** The mesh in the pixels of a crop. @param mesh [468 · 3] in the pixels that `map` reads from */
export function meshIn(mesh: Float32Array, map: Similarity): [number, number][] {
  return Array.from({ length: mesh.length / 3 }, (_, i) => toCrop(map, mesh[3 * i]!, mesh[3 * i + 1]!));
}

/** A photographed mask, moved up onto somebody bare until its lower rim is between nose and chin. Changes `bare`. */
export function moveMaskUp(bare: MeshedCrop, masked: MeshedCrop, random: Random): void {
  const chin = bare.points[CHIN]!;
  const [base, lip] = [bare.points[NOSE_BASE]!, bare.points[LOWER_LIP]!];
  const share = random.between(0.25, 1);
  const by = [
    base[0] + (lip[0] - base[0]) * share - chin[0],
    base[1] + (lip[1] - base[1]) * share - chin[1],
  ] as const;
  const toMasked = affine(bare.points, masked.points);
  const region = MASK_REGION.map((index): [number, number] => {
    const [x, y] = bare.points[index]!;
    return [x + by[0], y + by[1]];
  });
  paste(bare.canvas, region, (x, y) => colourAt(masked.canvas, toMasked(x - by[0], y - by[1])));
}

/** Somebody's bare mouth and chin below a photographed mask that stays on the nose. Changes `masked`. */
export function bareTheMouth(masked: MeshedCrop, bare: MeshedCrop, random: Random): void {
  const toBare = affine(masked.points, bare.points);
  const [top, end] = [masked.points[NOSE_BASE]!, masked.points[CHIN]!];
  // From all of the lips and the chin down to the chin alone.
  const down = random.between(0, 0.35);
  const region = MOUTH_REGION.map((index): [number, number] => {
    const [x, y] = masked.points[index]!;
    const far = Math.max(0, 1 - (y - top[1]) / Math.max(1, end[1] - top[1]));
    return [x + (end[0] - top[0]) * down * far, y + (end[1] - top[1]) * down * far];
  });
  const [wanted, own] = [skinOf(masked), skinOf(bare)];
  paste(masked.canvas, region, (x, y) =>
    colourAt(bare.canvas, toBare(x, y)).map((value, c) => value + wanted[c]! - own[c]!),
  );
}

/** Whether the mesh is that of a face that looks at the camera: then nose and mouth are where a mask can bare them. */
export function looksAhead(points: readonly [number, number][]): boolean {
  const [left, right, nose] = [points[234]!, points[454]!, points[1]!];
  const [brow, chin] = [points[BROW]!, points[CHIN]!];
  const share = (nose[0] - left[0]) / (right[0] - left[0] || 1);
  return share > 0.25 && share < 0.75 && chin[1] - brow[1] > 0.3 * (right[0] - left[0]);
}

/** The least-squares affine map from one mesh to another (normal equations of the anchors). */
function affine(
  from: readonly [number, number][],
  to: readonly [number, number][],
): (x: number, y: number) => [number, number] {
  const rows = ANCHORS.map((index) => ({ at: [...from[index]!, 1] as const, to: to[index]! }));
  const solve = (axis: 0 | 1) => {
    const m = [0, 1, 2].map((i) => [
      ...[0, 1, 2].map((j) => rows.reduce((sum, { at }) => sum + at[i]! * at[j]!, 0)),
      rows.reduce((sum, row) => sum + row.at[i]! * row.to[axis], 0),
    ]);
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 3; k++) {
        if (k === i) continue;
        const factor = m[k]![i]! / (m[i]![i]! || 1e-9);
        for (let j = i; j < 4; j++) m[k]![j]! -= factor * m[i]![j]!;
      }
    }
    return m.map((row, i) => row[3]! / (row[i]! || 1e-9)) as [number, number, number];
  };
  const [a, b] = [solve(0), solve(1)];
  return (x, y) => [a[0] * x + a[1] * y + a[2], b[0] * x + b[1] * y + b[2]];
}

/** Fills a polygon, its edge softened by four samples a pixel each way. */
function paste(
  canvas: Canvas,
  region: readonly [number, number][],
  colour: (x: number, y: number) => number[],
): void {
  const { size, rgb } = canvas;
  for (let pixel = 0; pixel < size * size; pixel++) {
    const [i, j] = [pixel % size, Math.floor(pixel / size)];
    let inside = 0;
    for (let k = 0; k < 16; k++) {
      if (contains(region, i + ((k % 4) + 0.5) / 4, j + (Math.floor(k / 4) + 0.5) / 4)) inside++;
    }
    if (inside === 0) continue;
    const drawn = colour(i + 0.5, j + 0.5);
    for (let c = 0; c < 3; c++) {
      const at = 3 * pixel + c;
      rgb[at]! += (inside / 16) * (Math.max(0, Math.min(1, drawn[c]!)) - rgb[at]!);
    }
  }
}

/** Even-odd rule. */
function contains(region: readonly [number, number][], x: number, y: number): boolean {
  let inside = false;
  for (const [i, [x1, y1]] of region.entries()) {
    const [x0, y0] = region.at(i - 1)!;
    if (y1 > y !== y0 > y && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** The nearest pixel's colour, each 0 to 1. */
function colourAt({ rgb, size }: Canvas, [x, y]: readonly [number, number]): number[] {
  const inside = (value: number) => Math.max(0, Math.min(size - 1, Math.floor(value)));
  const at = 3 * (inside(y) * size + inside(x));
  return [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
}

function skinOf({ canvas, points }: MeshedCrop): number[] {
  const colours = SKIN.map((index) => colourAt(canvas, points[index]!));
  return [0, 1, 2].map((c) => colours.reduce((sum, colour) => sum + colour[c]!, 0) / colours.length);
}
