import { blend, type Canvas, type Colour, fromHsv, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import type { Landmarks } from './landmarks.ts';
import { forFacePixels } from './mask.ts';

/** Things over the upper face, with any label: a detector must find the face below them. */
export const HEADWEAR = ['cap', 'goggles', 'cloth', 'visor'] as const;
export type Headwear = (typeof HEADWEAR)[number];

/** From where to where it reaches, in face heights below the eyes, and how much it covers. */
const REACH: Record<Headwear, { top: [number, number]; bottom: [number, number]; covers: [number, number] }> =
  {
    cap: { top: [-2, -1.2], bottom: [-0.4, -0.1], covers: [1, 1] },
    goggles: { top: [-0.4, -0.2], bottom: [0.15, 0.35], covers: [0.7, 1] },
    cloth: { top: [-0.6, -0.2], bottom: [0.12, 0.4], covers: [1, 1] },
    visor: { top: [-0.7, -0.4], bottom: [0.9, 1.4], covers: [0.12, 0.4] },
  };

/** Draws a band across the face, a little wider than it, with folds or a gleam. */
export function drawHeadwear(canvas: Canvas, face: Landmarks, kind: Headwear, random: Random): void {
  const { top, bottom, covers } = REACH[kind];
  const [upper, lower] = [random.between(...top), random.between(...bottom)];
  const [left, right] = [face.jaw[0]![0], face.jaw.at(-1)![0]];
  const beyond = random.between(0, 0.2) * (right - left);
  const [sag, slant] = [random.between(-0.25, 0.25), random.normal() * 0.1];
  const colour: Colour = fromHsv(
    random.next(),
    random.next() ** 2,
    random.chance(0.5) ? random.between(0.02, 0.3) : random.next(),
  );
  const alpha = random.between(...covers);
  const seed = random.below(1e6);
  const soft = 0.8 / face.unit;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const at = y - slant * x - sag * x * x;
    const inside = Math.min(at - upper, lower - at, x - left + beyond, right + beyond - x);
    const edge = Math.min(1, inside / soft + 0.5);
    if (edge <= 0) return;
    const gain = 0.6 + 0.6 * smoothNoise(x * 4 + y, y * 6, seed);
    const shade = colour.map((value) => Math.min(1, value * gain)) as unknown as Colour;
    blend(canvas, pixel, shade, alpha * edge);
  });
}
