import type { Canvas } from '../common/canvas.ts';
import type { Carrier, Finger, Rectangle } from './carrier.ts';
import type { Plane } from './plane.ts';

/** How many face boxes a square picture canvas shows, so that any crop of a turned plane lies in it. */
export const COVER = 3.2;

/** How much of a crop's pixel shows the picture or sheet, and how much the carrier as a whole: 0 to 1. */
export interface Shares {
  sheet: Float32Array;
  carrier: Float32Array;
}

const TAPS = 2;

/** Where a tap falls. Numbers, and no objects: this runs for every tap of every sample. */
const BESIDE = 0;
const BODY = 1;
const SHEET = 2;

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
  const colour = new Float64Array(3);
  for (let pixel = 0; pixel < size * size; pixel++) {
    let r = 0;
    let g = 0;
    let b = 0;
    let sheet = 0;
    let thing = 0;
    for (let t = 0; t < TAPS * TAPS; t++) {
      const x = (pixel % size) + ((t % TAPS) + 0.5) / TAPS;
      const y = Math.floor(pixel / size) + (Math.floor(t / TAPS) + 0.5) / TAPS;
      const w = plane[6]! * x + plane[7]! * y + plane[8]!;
      const p = (plane[0]! * x + plane[1]! * y + plane[2]!) / w;
      const q = (plane[3]! * x + plane[4]! * y + plane[5]!) / w;
      const zone = carrier ? look(carrier, picture, p, q, colour) : lookUp(picture, p, q, colour);
      if (zone === BESIDE) continue;
      thing += 1 / TAPS ** 2;
      if (zone === SHEET) sheet += 1 / TAPS ** 2;
      r += colour[0]! / TAPS ** 2;
      g += colour[1]! / TAPS ** 2;
      b += colour[2]! / TAPS ** 2;
    }
    shares.sheet[pixel] = sheet;
    shares.carrier[pixel] = thing;
    rgb[3 * pixel] = rgb[3 * pixel]! * (1 - thing) + r;
    rgb[3 * pixel + 1] = rgb[3 * pixel + 1]! * (1 - thing) + g;
    rgb[3 * pixel + 2] = rgb[3 * pixel + 2]! * (1 - thing) + b;
  }
}

function look(carrier: Carrier, picture: Canvas, p: number, q: number, colour: Float64Array): number {
  const { fingers } = carrier;
  for (let k = 0; k < fingers.length; k++) if (touch(fingers[k]!, p, q, colour)) return BODY;
  if (!inside(carrier.body, p, q, carrier.radius)) return BESIDE;
  if (inside(carrier.picture, p, q, 0)) return lookUp(picture, p, q, colour);
  const sheet = inside(carrier.sheet, p, q, 0);
  colour.set(sheet ? carrier.sheetColour : carrier.bodyColour);
  return sheet ? SHEET : BODY;
}

/** Bilinear; beyond the canvas the nearest. */
function lookUp({ size, rgb }: Canvas, p: number, q: number, colour: Float64Array): number {
  const x = Math.max(0, Math.min(size - 1.001, (p / COVER + 0.5) * size - 0.5));
  const y = Math.max(0, Math.min(size - 1.001, (q / COVER + 0.5) * size - 0.5));
  const i = x | 0;
  const j = y | 0;
  const at = 3 * (j * size + i);
  const below = at + 3 * size;
  for (let c = 0; c < 3; c++) {
    const upper = rgb[at + c]! + (rgb[at + 3 + c]! - rgb[at + c]!) * (x - i);
    const lower = rgb[below + c]! + (rgb[below + 3 + c]! - rgb[below + c]!) * (x - i);
    colour[c] = upper + (lower - upper) * (y - j);
  }
  return SHEET;
}

/** Whether a point is on a finger; its colour darkens to the rim, as round things do. */
function touch(finger: Finger, p: number, q: number, colour: Float64Array): boolean {
  const { tip, end } = finger;
  const dx = end[0] - tip[0];
  const dy = end[1] - tip[1];
  const along = ((p - tip[0]) * dx + (q - tip[1]) * dy) / (dx * dx + dy * dy);
  const t = Math.max(0, Math.min(1, along));
  const ox = p - tip[0] - t * dx;
  const oy = q - tip[1] - t * dy;
  const away = Math.sqrt(ox * ox + oy * oy) / finger.radius;
  if (away > 1) return false;
  for (let c = 0; c < 3; c++) colour[c] = finger.colour[c]! * (1 - 0.5 * away * away * away);
  return true;
}

function inside(of: Rectangle, p: number, q: number, radius: number): boolean {
  if (p < of[0] || p > of[2] || q < of[1] || q > of[3]) return false;
  const dx = Math.max(of[0] + radius - p, p - of[2] + radius, 0);
  const dy = Math.max(of[1] + radius - q, q - of[3] + radius, 0);
  return dx === 0 || dy === 0 || dx * dx + dy * dy <= radius * radius;
}
