import { blend, type Canvas, fromHsv } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { randomPaint } from '../detector/backdrop.ts';
import { COVER } from './composite.ts';

/**
 * Straight things that stand behind people: doors, windows, shelves, pictures and screens on a wall. They are drawn
 * behind live faces as well as behind those on a picture, so that a rectangle alone tells nothing; what tells is
 * that the head covers it.
 *
 * @param picture a square of `COVER` face boxes around a face
 * @param roll of the face, in radians
 */
export function drawBehind(picture: Canvas, roll: number, random: Random): void {
  for (let count = 1 + random.below(3); count > 0; count--) rectangle(picture, roll, random);
}

function rectangle(picture: Canvas, roll: number, random: Random): void {
  const { size } = picture;
  const [wide, high] = [0.3 * 10 ** random.next(), 0.3 * 10 ** random.next()];
  const [x, y] = [random.between(-1.3, 1.3), random.between(-1.3, 1.3)];
  const angle = random.normal() * 0.06;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const border = random.between(0, 0.2);
  const colour = random.chance(0.5)
    ? fromHsv(random.next(), 0.1, random.between(0.01, 0.15))
    : fromHsv(random.next(), random.next() ** 2 * 0.6, random.next());
  const paint = random.chance(0.5) ? randomPaint(random) : undefined;
  const body = silhouette(roll, random);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const p = (((pixel % size) + 0.5) / size - 0.5) * COVER;
    const q = ((Math.floor(pixel / size) + 0.5) / size - 0.5) * COVER;
    const u = ((p - x) * cos + (q - y) * sin) / wide + 0.5;
    const v = ((q - y) * cos - (p - x) * sin) / high + 0.5;
    if (u < 0 || v < 0 || u > 1 || v > 1 || body(p, q)) continue;
    const rim = Math.min(u * wide, (1 - u) * wide, v * high, (1 - v) * high) < border;
    if (rim) blend(picture, pixel, colour, 1);
    else if (paint) blend(picture, pixel, paint(u, v), 1);
  }
}

/** Whether a place is covered by a person: an ellipse for head and hair, and shoulders below. Face boxes. */
function silhouette(roll: number, random: Random): (p: number, q: number) => boolean {
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  const [wide, high] = [random.between(0.66, 0.8), random.between(0.9, 1.05)];
  const neck = random.between(0.4, 0.55);
  return (p, q) => {
    const x = p * cos + q * sin;
    const y = q * cos - p * sin;
    if ((x / wide) ** 2 + ((y + 0.15) / high) ** 2 < 1) return true;
    return q > 0.55 && Math.abs(p + sin * 0.5) < neck + 2.2 * (q - 0.55);
  };
}
