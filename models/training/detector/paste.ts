import type { Box, Point } from '../../pipeline/face.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { type Similarity, sampleAffine } from '../../pipeline/sample.ts';
import { blend, type Canvas, type Colour } from '../common/canvas.ts';
import { toCrop } from '../common/jitter.ts';
import type { Random } from '../common/random.ts';
import type { Things } from '../common/things.ts';
import { randomThing } from '../drawing/thing.ts';

/** The edge of a piece: how far it fades into what is behind it (canvas pixels), and whether it is an ellipse. */
export interface Edge {
  fade: number;
  round: boolean;
}

/** Pieces with and without faces get their edges from here, so that an edge tells nothing. */
export function randomEdge(random: Random): Edge {
  return {
    fade: random.chance(0.6) ? 0.5 : random.between(1, 14),
    round: random.chance(0.15),
  };
}

/**
 * Pastes a part of a frame (or paint, where there is no frame) into the canvas.
 *
 * @param map canvas pixel to source pixel @param part the piece in source pixels
 * @param scratch floats of a whole canvas
 */
export function paste(
  canvas: Canvas,
  source: Frame | ((x: number, y: number) => Colour),
  map: Similarity,
  part: Box,
  edge: Edge,
  scratch: Float32Array,
): void {
  const window = canvasWindow(canvas, map, part);
  if (!window) return;
  const [x0, y0, columns, rows] = window;
  const shifted = {
    ...map,
    tx: map.tx + map.a * x0 - map.b * y0,
    ty: map.ty + map.b * x0 + map.a * y0,
  };
  const zoom = Math.hypot(map.a, map.b);
  const pixels = typeof source === 'function' ? undefined : scratch;
  // One tap and four alias differently where a photo shrinks; cameras and their drivers do both.
  if (typeof source !== 'function') {
    sampleAffine(source, shifted, columns, scratch, zoom > 1.6 ? 2 : 1, rows);
  }
  const fade = edge.fade * zoom;
  const [px, py, pw, ph] = part;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const x = shifted.a * (i + 0.5) - shifted.b * (j + 0.5) + shifted.tx - px;
      const y = shifted.b * (i + 0.5) + shifted.a * (j + 0.5) + shifted.ty - py;
      const inside = edge.round
        ? (1 - Math.hypot((2 * x) / pw - 1, (2 * y) / ph - 1)) * 0.5 * Math.min(pw, ph)
        : Math.min(x, y, pw - x, ph - y);
      if (inside <= 0) continue;
      const alpha = inside >= fade ? 1 : inside / fade;
      const pixel = (y0 + j) * canvas.size + x0 + i;
      if (!pixels) {
        blend(canvas, pixel, (source as (x: number, y: number) => Colour)(x / pw, y / ph), alpha);
        continue;
      }
      const from = 3 * (j * columns + i);
      const to = 3 * pixel;
      for (let c = 0; c < 3; c++) {
        const value = (pixels[from + c]! + 1) / 2;
        canvas.rgb[to + c]! += alpha * (value - canvas.rgb[to + c]!);
      }
    }
  }
}

/** Pastes a photographed thing without a face. @param at its middle @param side of its square, canvas pixels */
export function pasteThing(
  canvas: Canvas,
  things: Things,
  [cx, cy]: Point,
  side: number,
  random: Random,
): void {
  const { size, rows = size } = canvas;
  const thing = randomThing(things, random);
  const reach = side * Math.SQRT1_2;
  const limits = (middle: number, length: number) => [
    Math.max(0, Math.floor(middle - reach)),
    Math.min(length, Math.ceil(middle + reach)),
  ];
  const [left, right] = limits(cx, size) as [number, number];
  const [top, bottom] = limits(cy, rows) as [number, number];
  for (let j = top; j < bottom; j++) {
    for (let i = left; i < right; i++) {
      thing(canvas, j * size + i, (2 * (i - cx)) / side, (2 * (j - cy)) / side);
    }
  }
}

/** The whole pixels of the canvas that a piece may touch: `[x, y, columns, rows]`. */
function canvasWindow({ size, rows: high = size }: Canvas, map: Similarity, part: Box): Box | undefined {
  const [x, y, w, h] = boundingBox(map, part);
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const columns = Math.min(size, Math.ceil(x + w)) - left;
  const rows = Math.min(high, Math.ceil(y + h)) - top;
  return columns > 0 && rows > 0 ? [left, top, columns, rows] : undefined;
}

/** The upright box in canvas pixels around a box in source pixels. */
export function boundingBox(map: Similarity, [x, y, w, h]: Box): Box {
  const corners = [
    [x, y],
    [x + w, y],
    [x, y + h],
    [x + w, y + h],
  ].map(([px, py]) => toCrop(map, px!, py!));
  const left = Math.min(...corners.map((corner) => corner[0]));
  const top = Math.min(...corners.map((corner) => corner[1]));
  return [
    left,
    top,
    Math.max(...corners.map((corner) => corner[0])) - left,
    Math.max(...corners.map((corner) => corner[1])) - top,
  ];
}
