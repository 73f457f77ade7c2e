import { type Canvas, luma, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import type { CarrierKind } from './carrier.ts';
import type { Shares } from './composite.ts';
import type { Plane } from './plane.ts';

/** What a display or a printer does to the picture's tones, before it is seen by the camera. */
export function reproduce(kind: CarrierKind, picture: Canvas, random: Random): void {
  const { rgb } = picture;
  const screen = kind === 'screen';
  const black = screen ? random.between(0.01, 0.16) : random.between(0.06, 0.25);
  const white = screen ? random.between(0.75, 1.2) : random.between(0.65, 0.98);
  const saturation = screen ? random.between(0.75, 1.25) : random.between(0.35, 1.05);
  const cast = screen ? random.between(-0.03, 0.16) : random.between(-0.12, 0.08);
  const gains = [1 - 0.8 * cast, 1 - 0.2 * Math.abs(cast), 1 + cast];
  for (let p = 0; p < rgb.length / 3; p++) {
    const grey = luma(picture, p);
    for (let c = 0; c < 3; c++) {
      const value = grey + (rgb[3 * p + c]! - grey) * saturation;
      rgb[3 * p + c] = (black + (white - black) * value) * gains[c]!;
    }
  }
}

/** What the camera makes of the surface: on screens moiré and bands, on paper dots, noise, bends and creases. */
export function surface(
  kind: CarrierKind,
  canvas: Canvas,
  plane: Plane,
  shares: Shares,
  random: Random,
): void {
  const patterns =
    kind === 'screen'
      ? [
          ...(random.chance(0.7) ? [moire(random)] : []),
          ...(random.chance(0.3) ? [moire(random)] : []),
          ...(random.chance(0.35) ? [bands(random)] : []),
        ]
      : [
          ...(random.chance(0.5) ? [dots(random)] : []),
          ...(random.chance(0.6) ? [grain(random)] : []),
          ...(random.chance(0.6) ? [bend(random)] : []),
          ...(random.chance(0.3) ? [crease(random), crease(random)].slice(random.below(2)) : []),
        ];
  const { size, rgb } = canvas;
  for (let pixel = 0; pixel < size * size; pixel++) {
    const share = shares.sheet[pixel]!;
    if (share === 0) continue;
    const x = (pixel % size) + 0.5;
    const y = Math.floor(pixel / size) + 0.5;
    const w = plane[6]! * x + plane[7]! * y + plane[8]!;
    const p = (plane[0]! * x + plane[1]! * y + plane[2]!) / w;
    const q = (plane[3]! * x + plane[4]! * y + plane[5]!) / w;
    for (let c = 0; c < 3; c++) {
      let gain = 1;
      for (let k = 0; k < patterns.length; k++) gain += patterns[k]!(p, q, c);
      rgb[3 * pixel + c]! *= 1 + share * (gain - 1);
    }
  }
  if (random.chance(kind === 'screen' ? 0.6 : 0.2)) glare(canvas, shares, random);
}

/** Adds to a gain of 1, by the place on the plane in face boxes and the colour channel. */
type Pattern = (p: number, q: number, channel: number) => number;

/** The beat of the screen's pixels with the camera's: coarse or fine, curved, and often coloured. */
function moire(random: Random): Pattern {
  const amplitude = random.between(0.04, 0.25);
  const frequency = 2 * Math.PI * 1.5 * (16 / 1.5) ** random.next();
  const angle = random.between(0, Math.PI);
  const [x, y] = [frequency * Math.cos(angle), frequency * Math.sin(angle)];
  const curve = random.between(-0.3, 0.3) * frequency;
  const phases = random.chance(0.6) ? [0, random.between(0, 6), random.between(0, 6)] : [0, 0, 0];
  return (p, q, c) => amplitude * Math.sin(x * p + y * q + curve * (p * p - q * q + p * q) + phases[c]!);
}

/** Dark bands of a screen that is lit row by row. */
function bands(random: Random): Pattern {
  const amplitude = random.between(0.03, 0.15);
  const frequency = (2 * Math.PI) / random.between(0.15, 2);
  const phase = random.between(0, 6);
  return (_p, q) => amplitude * Math.sin(frequency * q + phase);
}

function dots(random: Random): Pattern {
  const amplitude = random.between(0.02, 0.15);
  const frequency = 2 * Math.PI * random.between(6, 20);
  const angle = random.between(0, Math.PI);
  const [x, y] = [frequency * Math.cos(angle), frequency * Math.sin(angle)];
  return (p, q, c) => amplitude * Math.sin(x * p + y * q + c) * Math.sin(x * q - y * p);
}

function grain(random: Random): Pattern {
  const amplitude = random.between(0.05, 0.3);
  const cells = random.between(8, 40);
  const seed = random.below(1e6);
  return (p, q) => amplitude * (smoothNoise(p * cells, q * cells, seed) - 0.5);
}

function bend(random: Random): Pattern {
  const amplitude = random.between(0.05, 0.3);
  const [x, y] = [random.between(-2.5, 2.5), random.between(-1, 1)];
  const phase = random.between(0, 6);
  return (p, q) => amplitude * Math.cos(x * p + y * q + phase);
}

/** A fold: the paper is lighter on one side, and the fold itself dark or worn white. */
function crease(random: Random): Pattern {
  const angle = random.chance(0.7) ? (Math.PI / 2) * random.below(2) : random.between(0, Math.PI);
  const [x, y, at] = [Math.cos(angle), Math.sin(angle), random.between(-0.9, 0.9)];
  const step = random.between(-0.12, 0.12);
  const line = random.between(-0.35, 0.35);
  return (p, q) => {
    const away = x * p + y * q - at;
    return (away > 0 ? step : 0) + (Math.abs(away) < 0.03 ? line : 0);
  };
}

/** Light that a glossy surface throws back: a slope over all of it, and often a lamp. */
function glare({ size, rgb }: Canvas, { carrier }: Shares, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const slope = random.between(0, 0.3);
  const spot = random.chance(0.5) ? random.between(0.2, 1) : 0;
  const [x, y] = [random.next() * size, random.next() * size];
  const [wide, high] = [random.between(0.03, 0.2) * size, random.between(0.03, 0.2) * size];
  for (let pixel = 0; pixel < size * size; pixel++) {
    const [i, j] = [pixel % size, Math.floor(pixel / size)];
    const across = Math.max(0, 0.5 + ((i / size - 0.5) * dx + (j / size - 0.5) * dy));
    const lamp = spot * Math.exp(-(((i - x) / wide) ** 2) - ((j - y) / high) ** 2);
    const added = carrier[pixel]! * (slope * across + lamp);
    for (let c = 0; c < 3; c++) rgb[3 * pixel + c]! += added * (1 - Math.min(1, rgb[3 * pixel + c]!));
  }
}
