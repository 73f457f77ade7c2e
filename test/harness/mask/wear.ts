import type { Landmarks, Point } from '../landmarks.ts';
import { blurPlane, emptyPicture, luma, type Picture } from '../picture.ts';
import type { MaskKind } from './cloth.ts';
import { drapeCloth, type Light } from './drape.ts';
import { type Fit, fitMask, mix, type Wear } from './fit.ts';

/** Colours of the ear loops. */
const LOOPS: Record<MaskKind, readonly [number, number, number]> = {
  surgical: [226, 230, 233],
  white: [226, 228, 230],
  black: [38, 38, 42],
  pattern: [60, 40, 44],
  ffp2: [232, 232, 228],
};

/**
 * Draws a mask onto a face in place. `face` are the landmarks in the picture; `body` is the person's opacity
 * (a value a pixel, 0 to 1): the mask's shadow falls on the person only.
 */
export function wearMask(
  picture: Picture,
  body: Float32Array,
  face: Landmarks,
  cloth: Picture,
  kind: MaskKind,
  wear: Wear,
): void {
  const fit = fitMask(face, wear, kind);
  const light = lightOn(picture, face);
  const box = boundsOf(fit, picture);
  const layer = emptyPicture(box.width, box.height);
  const moved = moveFit(fit, -box.left, -box.top);
  drawLoops(layer, moved, LOOPS[kind], light);
  drapeCloth(layer, cloth, moved, light);
  blend(picture, body, layer, box, fit.width);
}

/** Light on both cheeks, from the skin above the mask: what lies on the face gets the same. */
function lightOn(picture: Picture, face: Landmarks): Light {
  const left = skinAt(picture, mix(face.at(116), face.at(117), 0.5));
  const right = skinAt(picture, mix(face.at(345), face.at(346), 0.5));
  const level = (skin: number) => Math.min(1.05, Math.max(0.35, 0.45 + (0.55 * skin) / 165));
  return { left: level(left), right: level(right), colour: [1, 0.985, 0.965] };
}

function skinAt(picture: Picture, [x, y]: Point): number {
  let sum = 0;
  let count = 0;
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -3; dx <= 3; dx++) {
      const px = Math.min(picture.width - 1, Math.max(0, Math.round(x) + dx));
      const py = Math.min(picture.height - 1, Math.max(0, Math.round(y) + dy));
      sum += luma(picture.data, (py * picture.width + px) * 4);
      count++;
    }
  }
  return sum / count;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boundsOf(fit: Fit, picture: Picture): Box {
  const points = [...fit.columns.flat(), ...fit.ears.flatMap((ear) => [ear.upper, ear.lower])];
  const margin = 16;
  const left = Math.max(0, Math.floor(Math.min(...points.map(([x]) => x))) - margin);
  const top = Math.max(0, Math.floor(Math.min(...points.map(([, y]) => y))) - margin);
  const right = Math.min(picture.width, Math.ceil(Math.max(...points.map(([x]) => x))) + margin);
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...points.map(([, y]) => y))) + margin);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function moveFit(fit: Fit, dx: number, dy: number): Fit {
  const move = ([x, y]: Point): Point => [x + dx, y + dy];
  return {
    ...fit,
    columns: fit.columns.map((column) => column.map(move)),
    ears: fit.ears.map((ear) => ({ ...ear, upper: move(ear.upper), lower: move(ear.lower) })),
  };
}

/** Two loops a side, from the cloth's corners to behind the ear, hanging through a little. */
function drawLoops(layer: Picture, fit: Fit, colour: readonly number[], light: Light): void {
  const edges = [fit.columns[0]!, fit.columns.at(-1)!];
  const inner = [fit.columns[1]!, fit.columns.at(-2)!];
  fit.ears.forEach((ear, i) => {
    if (!ear.visible) return;
    const bright = i === 0 ? light.left : light.right;
    const ends = [
      [mix(edges[i]!.at(0)!, inner[i]!.at(0)!, 0.08), ear.upper],
      [mix(edges[i]!.at(-1)!, inner[i]!.at(-1)!, 0.08), ear.lower],
    ] as const;
    for (const [from, to] of ends)
      drawThread(layer, from, to, Math.max(1, fit.width * 0.011), colour, bright * 0.9);
  });
}

function drawThread(
  layer: Picture,
  from: Point,
  to: Point,
  thickness: number,
  colour: readonly number[],
  lit: number,
): void {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * 2);
  const sag = 0.06 * Math.hypot(to[0] - from[0], to[1] - from[1]);
  for (let step = 0; step <= steps; step++) {
    const t = step / Math.max(1, steps);
    const [x, y] = mix(from, to, t);
    dab(layer, x, y + sag * 4 * t * (1 - t), thickness, colour, lit * (1 - 0.35 * t));
  }
}

function dab(
  layer: Picture,
  x: number,
  y: number,
  thickness: number,
  colour: readonly number[],
  lit: number,
): void {
  const reach = Math.ceil(thickness / 2 + 1);
  for (let py = Math.floor(y) - reach; py <= y + reach; py++) {
    for (let px = Math.floor(x) - reach; px <= x + reach; px++) {
      if (px < 0 || py < 0 || px >= layer.width || py >= layer.height) continue;
      const inside = thickness / 2 + 0.5 - Math.hypot(px - x, py - y);
      const at = (py * layer.width + px) * 4;
      const alpha = 255 * Math.min(1, Math.max(0, inside));
      if (alpha <= layer.data[at + 3]!) continue;
      for (let k = 0; k < 3; k++) layer.data[at + k] = colour[k]! * lit;
      layer.data[at + 3] = alpha;
    }
  }
}

/** Lays the layer over the picture: softened to the camera's focus, with a shadow below it on the skin. */
function blend(picture: Picture, body: Float32Array, layer: Picture, box: Box, faceWidth: number): void {
  const { width, height } = box;
  const size = width * height;
  const planes = [0, 1, 2, 3].map((k) => {
    const plane = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const alpha = layer.data[i * 4 + 3]! / 255;
      plane[i] = k < 3 ? layer.data[i * 4 + k]! * alpha : alpha;
    }
    return plane;
  });
  const shadow = planes[3]!.slice();
  blurPlane(shadow, width, height, Math.max(1, Math.round(faceWidth * 0.018)));
  if (faceWidth > 90) for (const plane of planes) soften(plane, width, height);
  const drop = Math.round(faceWidth * 0.02);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const j = (box.top + y) * picture.width + box.left + x;
      const cover = planes[3]![i]!;
      const cast = (shadow[Math.max(0, y - drop) * width + x] ?? 0) * 0.42 * (body[j] ?? 0);
      for (let k = 0; k < 3; k++) {
        const under = picture.data[j * 4 + k]! * (1 - cast * (k === 0 ? 0.85 : 1));
        picture.data[j * 4 + k] = under * (1 - cover) + planes[k]![i]!;
      }
    }
  }
}

/** The weights 1 2 1 in both directions: as soft as a source of 360 lines enlarged to the camera's size. */
function soften(plane: Float32Array, width: number, height: number): void {
  const copy = plane.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const row = (at: number) => copy[at - 1]! + 2 * copy[at]! + copy[at + 1]!;
      plane[i] = (row(i - width) + 2 * row(i) + row(i + width)) / 16;
    }
  }
}
