import { blend, type Canvas, type Colour } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { THING_SIDE, type Things } from '../common/things.ts';
import type { Landmarks } from './landmarks.ts';
import { forFacePixels } from './mask.ts';

/**
 * Holds a photographed thing before the mouth of a bare face: a hand, a cup, food, a microphone, turned and lit at
 * random. The label stays `no_mask`.
 */
export function holdThing(canvas: Canvas, face: Landmarks, things: Things, random: Random): void {
  const bytes = new Uint8ClampedArray(things.pixels);
  const from = random.below(things.count) * THING_SIDE * THING_SIDE * 4;
  const half = random.between(0.32, 0.75);
  const [cx, cy] = [face.mouth[0] + random.normal() * 0.12, face.mouth[1] + random.normal() * 0.12];
  const turn = random.chance(0.5) ? random.normal() * 0.3 : random.between(-Math.PI, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const flip = random.chance(0.5) ? -1 : 1;
  const gain = random.between(0.6, 1.15) / 255;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const u = (flip * (cos * (x - cx) + sin * (y - cy))) / half;
    const v = (cos * (y - cy) - sin * (x - cx)) / half;
    const [i, j] = [Math.floor(((u + 1) * THING_SIDE) / 2), Math.floor(((v + 1) * THING_SIDE) / 2)];
    if (i < 0 || j < 0 || i >= THING_SIDE || j >= THING_SIDE) return;
    const at = from + 4 * (j * THING_SIDE + i);
    const colour: Colour = [bytes[at]! * gain, bytes[at + 1]! * gain, bytes[at + 2]! * gain];
    blend(
      canvas,
      pixel,
      colour.map((value) => Math.min(1, value)) as unknown as Colour,
      bytes[at + 3]! / 255,
    );
  });
}
