import type { Point } from '../../pipeline/face.ts';
import type { Canvas, Colour } from '../augment/canvas.ts';
import type { Carrier, Finger, Rectangle } from './carrier.ts';
import { onPlane, type Plane } from './plane.ts';

/** How many face boxes a square picture canvas shows, so that any crop of a turned plane lies in it. */
export const COVER = 2.8;

/** How much of a crop's pixel shows the picture or sheet, and how much the carrier as a whole: 0 to 1. */
export interface Shares {
  sheet: Float32Array;
  carrier: Float32Array;
}

const TAPS = 2;

/**
 * Draws what the camera sees of a plane into the crop, over what is there already. Without a carrier the
 * whole crop shows the picture, as a live face photographed anew.
 */
export function composite(
  canvas: Canvas,
  picture: Canvas,
  plane: Plane,
  carrier: Carrier | undefined,
  shares: Shares,
): void {
  const { size, rgb } = canvas;
  const colour: [number, number, number] = [0, 0, 0];
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      let [r, g, b, sheet, thing] = [0, 0, 0, 0, 0];
      for (let t = 0; t < TAPS * TAPS; t++) {
        const at = onPlane(plane, i + ((t % TAPS) + 0.5) / TAPS, j + (Math.floor(t / TAPS) + 0.5) / TAPS);
        const zone = carrier ? look(carrier, picture, at, colour) : lookUp(picture, at, colour);
        if (zone === 'beside') continue;
        thing++;
        if (zone === 'sheet') sheet++;
        r += colour[0];
        g += colour[1];
        b += colour[2];
      }
      const pixel = j * size + i;
      shares.sheet[pixel] = sheet / TAPS ** 2;
      shares.carrier[pixel] = thing / TAPS ** 2;
      const behind = 1 - thing / TAPS ** 2;
      rgb[3 * pixel] = rgb[3 * pixel]! * behind + r / TAPS ** 2;
      rgb[3 * pixel + 1] = rgb[3 * pixel + 1]! * behind + g / TAPS ** 2;
      rgb[3 * pixel + 2] = rgb[3 * pixel + 2]! * behind + b / TAPS ** 2;
    }
  }
}

function look(
  carrier: Carrier,
  picture: Canvas,
  at: Point,
  colour: [number, number, number],
): 'sheet' | 'body' | 'beside' {
  for (const finger of carrier.fingers) if (touch(finger, at, colour)) return 'body';
  if (!inside(carrier.body, at, carrier.radius)) return 'beside';
  if (inside(carrier.picture, at)) return lookUp(picture, at, colour);
  const sheet = inside(carrier.sheet, at);
  set(colour, sheet ? carrier.sheetColour : carrier.bodyColour);
  return sheet ? 'sheet' : 'body';
}

/** Bilinear; beyond the canvas the nearest. */
function lookUp(
  { size, rgb }: Canvas,
  [p, q]: Point,
  colour: [red: number, green: number, blue: number],
): 'sheet' {
  const x = Math.max(0, Math.min(size - 1.001, (p / COVER + 0.5) * size - 0.5));
  const y = Math.max(0, Math.min(size - 1.001, (q / COVER + 0.5) * size - 0.5));
  const [i, j] = [x | 0, y | 0];
  const [fx, fy] = [x - i, y - j];
  const at = 3 * (j * size + i);
  const below = at + 3 * size;
  for (let c = 0; c < 3; c++) {
    const upper = rgb[at + c]! + (rgb[at + 3 + c]! - rgb[at + c]!) * fx;
    const lower = rgb[below + c]! + (rgb[below + 3 + c]! - rgb[below + c]!) * fx;
    colour[c] = upper + (lower - upper) * fy;
  }
  return 'sheet';
}

/** Whether a point is on a finger; its colour darkens to the rim, as round things do. */
function touch({ tip, end, radius, colour: skin }: Finger, [p, q]: Point, colour: number[]): boolean {
  const [dx, dy] = [end[0] - tip[0], end[1] - tip[1]];
  const along = ((p - tip[0]) * dx + (q - tip[1]) * dy) / (dx * dx + dy * dy);
  const t = Math.max(0, Math.min(1, along));
  const away = Math.hypot(p - tip[0] - t * dx, q - tip[1] - t * dy) / radius;
  if (away > 1) return false;
  for (let c = 0; c < 3; c++) colour[c] = skin[c]! * (1 - 0.5 * away ** 3);
  return true;
}

function inside([left, top, right, bottom]: Rectangle, [p, q]: Point, radius = 0): boolean {
  if (p < left || p > right || q < top || q > bottom) return false;
  const dx = Math.max(left + radius - p, p - right + radius, 0);
  const dy = Math.max(top + radius - q, q - bottom + radius, 0);
  return dx * dx + dy * dy <= radius * radius || dx === 0 || dy === 0;
}

function set(colour: number[], from: Colour): void {
  for (let c = 0; c < 3; c++) colour[c] = from[c]!;
}
