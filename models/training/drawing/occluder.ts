import { blend, type Canvas, type Colour, fromHsv, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { drawHand } from './hand.ts';
import { fromFace, type Landmarks, type Point } from './landmarks.ts';
import { drawLine, forFacePixels } from './mask.ts';

/** Things before a bare face that are not masks. The label stays `no_mask`. */
export const OCCLUDERS = ['hand', 'phone', 'cup', 'paper', 'scarf', 'hair', 'beard'] as const;
export type Occluder = (typeof OCCLUDERS)[number];

export function drawOccluder(canvas: Canvas, face: Landmarks, kind: Occluder, random: Random): void {
  DRAWERS[kind](canvas, face, random);
}

/** A tilted rectangle: a phone, a sheet, a card, a book. @param rx @param ry half sizes in face heights @param at its centre */
function drawCard(
  canvas: Canvas,
  face: Landmarks,
  random: Random,
  colour: Colour,
  rx: number,
  ry: number,
  at: Point = [face.mouth[0] + random.normal() * 0.35, face.mouth[1] + random.normal() * 0.25],
): void {
  const [w, h] = [rx * random.between(0.6, 1.4), ry * random.between(0.6, 1.4)];
  const turn = random.normal() * 0.5;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [cx, cy] = at;
  const seed = random.below(1e6);
  const lines = random.between(4, 20);
  const ink = random.between(0, 0.5);
  forFacePixels(canvas, face, (pixel, x, y) => {
    const u = (cos * (x - cx) + sin * (y - cy)) / w;
    const v = (cos * (y - cy) - sin * (x - cx)) / h;
    if (Math.abs(u) > 1 || Math.abs(v) > 1) return;
    blend(canvas, pixel, shaded(colour, 1 - ink * smoothNoise(u * 6, v * lines, seed)), 1);
  });
}

function drawCup(canvas: Canvas, face: Landmarks, random: Random): void {
  const colour = random.chance(0.5)
    ? bright(random)
    : fromHsv(random.next(), random.next(), random.between(0.2, 1));
  const [cx, top] = [face.mouth[0] + random.normal() * 0.1, face.mouth[1] + random.between(-0.15, 0.05)];
  const [wide, narrow, height] = [
    random.between(0.2, 0.34),
    random.between(0.12, 0.25),
    random.between(0.4, 0.8),
  ];
  const lean = random.normal() * 0.25;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const v = (y - top) / height;
    const u = (x - cx - lean * (y - top)) / (wide + (narrow - wide) * v);
    if (v < 0 || v > 1 || Math.abs(u) > 1) return;
    blend(canvas, pixel, shaded(colour, v < 0.06 ? 0.7 : 1.05 - 0.5 * u * u), 1);
  });
}

/** Wound around neck and mouth, wider than the head and down to the border, with diagonal folds. */
function drawScarf(canvas: Canvas, face: Landmarks, random: Random): void {
  const colour = fromHsv(random.next(), random.between(0.1, 0.9), random.between(0.15, 0.9));
  const top = random.between(0.55, 1.05);
  const sag = random.between(-0.1, 0.35);
  const seed = random.below(1e6);
  const slant = random.between(-1, 1);
  forFacePixels(canvas, face, (pixel, x, y) => {
    if (y < top - sag * x * x + 0.05 * smoothNoise(x * 6, 0, seed)) return;
    const fold = smoothNoise(x * 2 + slant * y * 5, y * 7, seed);
    blend(canvas, pixel, shaded(colour, 0.55 + 0.6 * fold), 1);
  });
}

/** A sheet of hair over one side of the face. */
function drawHair(canvas: Canvas, face: Landmarks, random: Random): void {
  const colour = hairColour(random);
  const side = random.chance(0.5) ? 1 : -1;
  const edge = random.between(0, 0.35);
  const seed = random.below(1e6);
  forFacePixels(canvas, face, (pixel, x, y) => {
    const reach = edge + 0.12 * smoothNoise(y * 3, 1, seed) + 0.06 * y;
    if (side * x < reach || side * x > reach + 0.6) return;
    blend(canvas, pixel, shaded(colour, 0.6 + 0.8 * smoothNoise(x * 30, y * 3, seed)), 0.92);
  });
}

/** Along the jaw and around a mouth that stays visible. */
function drawBeard(canvas: Canvas, face: Landmarks, random: Random): void {
  const colour = hairColour(random);
  const dense = random.between(0.45, 0.97);
  const long = random.between(0, 0.25);
  const seed = random.below(1e6);
  const ears = Math.abs(face.jaw.at(-1)![0] - face.jaw[0]![0]) / 2;
  const moustache = random.chance(0.8);
  forFacePixels(canvas, face, (pixel, x, y) => {
    const across = (x - face.mouth[0]) / ears;
    const [mx, my] = [(x - face.mouth[0]) / 0.2, (y - face.mouth[1]) / 0.05];
    const upper =
      face.mouth[1] - (moustache ? 0.16 : 0) - 0.1 * Math.abs(across) + (Math.abs(mx) > 1.3 ? -0.1 : 0);
    const lower = 1 + long - 0.5 * across * across;
    const inside = Math.min(y - upper, lower - y, (1 - Math.abs(across)) * ears);
    if (inside < 0 || mx * mx + my * my < 1) return;
    const hair = smoothNoise(x * 50, y * 18, seed);
    blend(canvas, pixel, shaded(colour, 0.5 + hair), dense * Math.min(1, inside / 0.06) * (0.6 + 0.4 * hair));
  });
}

const DRAWERS: Record<Occluder, (canvas: Canvas, face: Landmarks, random: Random) => void> = {
  hand: drawHand,
  phone: (canvas, face, random) => drawCard(canvas, face, random, dark(random), 0.25, 0.5),
  paper: (canvas, face, random) => drawCard(canvas, face, random, bright(random), 0.5, 0.6),
  cup: drawCup,
  scarf: drawScarf,
  hair: drawHair,
  beard: drawBeard,
};

/**
 * Something held up beside the cheek: a phone, a sheet, a folded mask. Whatever is worn, so that it says nothing: a net
 * that knew it only from masks hanging from an ear called bare faces beside a phone worn wrong.
 */
export function drawHeld(canvas: Canvas, face: Landmarks, random: Random): void {
  const side = random.chance(0.5) ? 1 : -1;
  const [ear] = side > 0 ? face.jaw.at(-1)! : face.jaw[0]!;
  const [rx, ry] = [random.between(0.12, 0.4), random.between(0.15, 0.6)];
  const colour = random.pick([dark, bright, dyed])(random);
  // From a sliver at the edge of the picture to one that touches the cheek.
  const at: Point = [ear + side * (rx + random.between(-0.1, 0.3)), random.between(-0.1, 1.1)];
  drawCard(canvas, face, random, colour, rx, ry, at);
}

/** Dark or mirrored glasses; worn with any label, so that they say nothing. */
export function drawSunglasses(canvas: Canvas, face: Landmarks, random: Random): void {
  const colour = random.chance(0.8) ? dark(random) : fromHsv(random.next(), 0.6, 0.6);
  const [rx, ry] = [random.between(0.2, 0.27), random.between(0.13, 0.2)];
  const [left, right] = face.eyes;
  for (const [cx, cy] of face.eyes) {
    forFacePixels(canvas, face, (pixel, x, y) => {
      const inside = 1 - ((x - cx) / rx) ** 4 - ((y - cy - 0.03) / ry) ** 4;
      if (inside > 0) blend(canvas, pixel, shaded(colour, 1 + (cy - y)), Math.min(1, inside * 4) * 0.93);
    });
  }
  drawLine(canvas, fromFace(face, left), fromFace(face, right), 0.6, colour);
}

function hairColour(random: Random): Colour {
  return random.chance(0.7)
    ? [random.between(0.05, 0.25), random.between(0.04, 0.17), random.between(0.03, 0.12)]
    : shaded([0.7, 0.66, 0.6], random.between(0.5, 1.2));
}

function dark(random: Random): Colour {
  return fromHsv(random.next(), random.between(0, 0.3), random.between(0.02, 0.25));
}

function bright(random: Random): Colour {
  return fromHsv(random.next(), random.between(0, 0.12), random.between(0.75, 1));
}

function dyed(random: Random): Colour {
  return fromHsv(random.next(), random.between(0.1, 0.8), random.between(0.3, 1));
}

function shaded(colour: Colour, gain: number): Colour {
  return colour.map((c) => Math.max(0, Math.min(1, c * gain))) as unknown as Colour;
}
