import { type Colour, fromHsv, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';

/** The look of a mask: a colour for each place, u from -1 to 1 across, v from 0 (top) to 1. */
export type Cloth = (u: number, v: number) => Colour;

const SURGICAL: Colour[] = [
  [0.62, 0.8, 0.9],
  [0.5, 0.72, 0.86],
  [0.75, 0.87, 0.92],
  [0.92, 0.94, 0.95],
  [0.62, 0.82, 0.76],
  [0.1, 0.1, 0.11],
  [0.9, 0.72, 0.78],
  [0.95, 0.78, 0.66],
  [0.55, 0.57, 0.6],
];

/** A random cloth. @param skin mean colour of the face, since some masks are skin-coloured */
export function randomCloth(random: Random, skin: Colour): Cloth {
  const kind = random.weighted({ surgical: 5, plain: 4, respirator: 2.5, pattern: 3.5, print: 1.5 });
  const fibres = grain(random);
  const cloth = { surgical, plain, respirator, pattern, print }[kind](random, skin);
  return (u, v) => shade(cloth(u, v), fibres(u, v));
}

function surgical(random: Random): Cloth {
  const colour = nearTo(random.pick(SURGICAL), random, 0.06);
  const pleats = 2 + random.below(3);
  const depth = random.between(0.05, 0.3);
  const from = random.between(0.1, 0.3);
  const to = random.between(0.7, 0.95);
  const hem = random.chance(0.4) ? random.between(0.85, 1.15) : 1;
  return (u, v) => {
    if (v < 0.05 || v > 0.95) return shade(colour, hem);
    if (v < from || v > to) return colour;
    const phase = ((v - from) / (to - from)) * pleats;
    const fold = phase - Math.floor(phase);
    return shade(
      colour,
      1 - depth * Math.max(0, 1 - fold * 3) * (1 - 0.3 * u * u) + (fold > 0.85 ? depth / 3 : 0),
    );
  };
}

function plain(random: Random, skin: Colour): Cloth {
  const colour = plainColour(random, skin);
  const seam = random.chance(0.5) ? random.between(0.1, 0.3) : 0;
  const wrinkles = random.between(0, 0.25);
  const seed = random.below(1e6);
  const stretch = random.between(1.5, 5);
  return (u, v) => {
    const crease = (smoothNoise(u * 2, v * stretch, seed) - 0.5) * wrinkles * 2;
    return shade(colour, 1 + crease - (Math.abs(u) < 0.03 ? seam : 0));
  };
}

/** N95, KF94 and FFP: a stiff fold or cup, some with a valve. */
function respirator(random: Random): Cloth {
  const colour = random.chance(0.75)
    ? nearTo([0.93, 0.93, 0.92], random, 0.05)
    : fromHsv(random.next(), random.between(0, 0.4), random.between(0.05, 1));
  const foldAt = random.between(0.25, 0.7);
  const twoFolds = random.chance(0.5) ? random.between(0.25, 0.45) : 2;
  const dark = random.between(0.06, 0.3);
  const valve = random.chance(0.25) ? random.between(0.12, 0.25) : 0;
  const valveX = random.chance(0.6) ? random.pick([-0.45, 0.45]) : 0;
  const valveColour = random.chance(0.5) ? shade(colour, 0.75) : fromHsv(random.next(), 0.4, random.next());
  return (u, v) => {
    if (Math.hypot(u - valveX, v - 0.55) < valve) return valveColour;
    const near = Math.min(Math.abs(v - foldAt), Math.abs(v - foldAt - twoFolds));
    return shade(colour, 1 - dark * Math.max(0, 1 - near / 0.05) + (v < foldAt ? 0.03 : -0.03));
  };
}

function pattern(random: Random, skin: Colour): Cloth {
  const colours = Array.from({ length: 3 }, () => plainColour(random, skin));
  const seed = random.below(1e6);
  const scale = random.between(2, 9);
  const [cos, sin] = [Math.cos(random.between(0, 3.14)), Math.sin(random.between(0, 3.14))];
  const pick = (k: number) => colours[((Math.floor(k) % 3) + 3) % 3]!;
  switch (random.weighted({ stripes: 2, checks: 2, dots: 2, spots: 3, gradient: 1 })) {
    case 'stripes':
      return (u, v) => pick((u * cos + v * sin) * scale);
    case 'checks':
      return (u, v) => pick(Math.floor(u * scale) + Math.floor(v * scale));
    case 'dots':
      return (u, v) => {
        const x = u * scale - Math.floor(u * scale) - 0.5;
        const y = v * scale - Math.floor(v * scale) - 0.5;
        return colours[x * x + y * y < 0.09 ? 1 : 0]!;
      };
    case 'spots':
      return (u, v) => pick(smoothNoise(u * scale, v * scale, seed) * 5);
    case 'gradient':
      return (_, v) => colours[0]!.map((c, i) => c * (1 - v) + colours[1]![i]! * v) as unknown as Colour;
  }
}

/** One motif on plain cloth: a badge, a word, a painted mouth or teeth. */
function print(random: Random, skin: Colour): Cloth {
  const under = plain(random, skin);
  const ink = plainColour(random, skin);
  const [cx, cy] = [random.between(-0.6, 0.6), random.between(0.25, 0.75)];
  const [rx, ry] = [random.between(0.08, 0.5), random.between(0.05, 0.25)];
  const letters = random.chance(0.5) ? random.between(8, 30) : 0;
  const seed = random.below(1e6);
  return (u, v) => {
    const inside = ((u - cx) / rx) ** 2 + ((v - cy) / ry) ** 2 < 1;
    const inked = letters === 0 || smoothNoise(u * letters, v * letters, seed) > 0.5;
    return inside && inked ? ink : under(u, v);
  };
}

function plainColour(random: Random, skin: Colour): Colour {
  switch (random.weighted({ dark: 3, white: 2, skin: 2.5, warm: 1.5, any: 4 })) {
    case 'dark':
      return nearTo([0.09, 0.09, 0.1], random, 0.06);
    case 'white':
      return nearTo([0.92, 0.92, 0.91], random, 0.06);
    case 'skin':
      return nearTo(skin, random, 0.09);
    // Pink, peach, orange and yellow: what is nearest to skin is what is missed most.
    case 'warm':
      return fromHsv((0.93 + random.next() * 0.24) % 1, random.between(0.15, 0.7), random.between(0.6, 1));
    case 'any':
      return fromHsv(random.next(), random.between(0.05, 0.95), random.between(0.15, 0.95));
  }
}

function grain(random: Random): (u: number, v: number) => number {
  const seed = random.below(1e6);
  const fine = random.between(0, 0.1);
  const scale = random.between(15, 45);
  return (u, v) => 1 + (smoothNoise(u * scale, v * scale, seed) - 0.5) * 2 * fine;
}

function nearTo(colour: Colour, random: Random, spread: number): Colour {
  return colour.map((c) => Math.max(0, Math.min(1, c + random.normal() * spread))) as unknown as Colour;
}

function shade(colour: Colour, gain: number): Colour {
  return [colour[0] * gain, colour[1] * gain, colour[2] * gain];
}
