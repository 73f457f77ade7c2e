import type { Point } from '../image/landmarks.ts';
import type { Picture } from '../image/picture.ts';
import { mix } from './fit.ts';

/** Draws a thread that hangs through a little; it darkens towards its end, behind the ear. */
export function drawThread(
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
