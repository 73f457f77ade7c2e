import type { Box } from '../../pipeline/face.ts';
import { type Canvas, type Colour, fromHsv, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import type { ScenePhoto } from './scenes.ts';

/** Fills the canvas with something that is not a photo: a colour, a gradient, noise, clouds, stripes or tiles. */
export function procedural(canvas: Canvas, random: Random): void {
  const { rgb, size, rows = size } = canvas;
  const paint = randomPaint(random);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < size; i++) {
      const [r, g, b] = paint(i / size, j / size);
      const at = 3 * (j * size + i);
      rgb[at] = r;
      rgb[at + 1] = g;
      rgb[at + 2] = b;
    }
  }
}

/** A texture over a unit square. */
export function randomPaint(random: Random): (x: number, y: number) => Colour {
  const a = fromHsv(random.next(), random.next() ** 2 * 0.8, random.next());
  const b = fromHsv(random.next(), random.next() ** 2 * 0.8, random.next());
  const mix = (t: number): Colour => [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t,
    a[2] + (b[2] - a[2]) * t,
  ];
  const seed = random.below(1e6);
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const grain = random.between(2, 24);
  switch (random.weighted({ plain: 2, black: 1, gradient: 3, clouds: 3, noise: 1, stripes: 1, tiles: 1 })) {
    case 'plain':
      return () => a;
    case 'black':
      return () => [0, 0, 0];
    case 'gradient':
      return (x, y) => mix(Math.max(0, Math.min(1, 0.5 + (x - 0.5) * dx + (y - 0.5) * dy)));
    case 'clouds':
      return (x, y) => mix(smoothNoise(x * grain, y * grain, seed));
    case 'noise':
      return (x, y) => mix(smoothNoise(x * 190, y * 190, seed));
    case 'stripes':
      return (x, y) => mix(Math.sin((x * dx + y * dy) * grain * 6) > 0 ? 1 : 0);
    case 'tiles':
      return (x, y) => mix((Math.floor(x * grain) + Math.floor(y * grain)) % 2);
  }
}

/** A part of a photo in which nobody saw a face, if tries find one of at least 24 pixels a side. */
export function facelessPart(photo: ScenePhoto, random: Random): Box | undefined {
  const { width, height } = photo;
  const taken = [...photo.faces.map(({ box }) => box), ...photo.unsure].map(([x, y, w, h]): Box => {
    const room = 0.25 * Math.max(w, h);
    return [x - room, y - room, w + 2 * room, h + 2 * room];
  });
  for (let tries = 0; tries < 16; tries++) {
    const w = random.between(0.15, 1) * width;
    const h = Math.min(height, w * random.between(0.5, 1.6));
    if (Math.min(w, h) < 24) continue;
    const part: Box = [random.between(0, width - w), random.between(0, height - h), w, h];
    if (!taken.some((box) => touches(box, part))) return part;
  }
  return undefined;
}

function touches(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}
