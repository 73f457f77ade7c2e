import { blend, type Canvas, type Colour } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { THING_SIDE, type Things } from '../common/things.ts';
import type { Landmarks, Point } from './landmarks.ts';
import { forFacePixels } from './mask.ts';

/**
 * Holds a photographed thing before a face, as a rule the mouth of a bare one: a hand, a cup, food, a microphone, turned and
 * lit at random. The label stays `no_mask`.
 *
 * @param where about its middle, in the face's axes
 */
export function holdThing(
  canvas: Canvas,
  face: Landmarks,
  things: Things,
  random: Random,
  where: Point = face.mouth,
): void {
  const half = random.between(0.32, 0.75);
  const [cx, cy] = [where[0] + random.normal() * 0.12, where[1] + random.normal() * 0.12];
  const thing = randomThing(things, random);
  forFacePixels(canvas, face, (pixel, x, y) => thing(canvas, pixel, (x - cx) / half, (y - cy) / half));
}

/** A thing, turned, mirrored and lit at random, that blends its colour at x, y (-1 to 1 within it) into a pixel. */
export function randomThing(
  things: Things,
  random: Random,
): (canvas: Canvas, pixel: number, x: number, y: number) => void {
  const bytes = new Uint8ClampedArray(things.pixels);
  const from = random.below(things.count) * THING_SIDE * THING_SIDE * 4;
  const turn = random.chance(0.5) ? random.normal() * 0.3 : random.between(-Math.PI, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const flip = random.chance(0.5) ? -1 : 1;
  const gain = random.between(0.6, 1.15) / 255;
  return (canvas, pixel, x, y) => {
    const u = flip * (cos * x + sin * y);
    const v = cos * y - sin * x;
    const [i, j] = [Math.floor(((u + 1) * THING_SIDE) / 2), Math.floor(((v + 1) * THING_SIDE) / 2)];
    if (i < 0 || j < 0 || i >= THING_SIDE || j >= THING_SIDE) return;
    const at = from + 4 * (j * THING_SIDE + i);
    const colour = [0, 1, 2].map((c) => Math.min(1, bytes[at + c]! * gain)) as unknown as Colour;
    blend(canvas, pixel, colour, bytes[at + 3]! / 255);
  };
}
