import { blend, type Canvas, type Colour, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import type { Landmarks, Point } from './landmarks.ts';
import { forFacePixels, skinColour } from './mask.ts';

/**
 * A hand before the mouth, drawn from fingers that are round, lie side by side and shade each other.
 *
 * A hand has axes of its own: u across its back from the little finger's side, v from the wrist to the finger tips, the
 * origin between the middle knuckles; lengths in face heights (eyes to chin), as people's hands are to their faces.
 */
interface Hand {
  /** Four fingers, and the thumb where it is seen. */
  fingers: Finger[];
  /** Half width of the back of the hand at the knuckles, and its length to the wrist. */
  palm: { half: number; length: number };
  arm: { half: number; sleeve: number; sleeveColour: Colour };
  /** Where the hand's origin is in the face's axes, which way its fingers point, and -1 for the other hand. */
  at: Point;
  along: Point;
  side: 1 | -1;
  skin: Colour;
  /** Direction that light comes from, across the hand and along it, and the share of it that is everywhere. */
  light: Point;
  ambient: number;
  nails: boolean;
  /** How dark the gaps between fingers are, its joints, and its shadow on the face. */
  gap: number;
  fold: number;
  shadow: number;
  seed: number;
}

/** From knuckle to tip, as wide as twice `radius`. */
interface Finger {
  from: Point;
  along: Point;
  length: number;
  radius: number;
}

/** Lengths of fore, middle, ring and little finger beside each other. */
const LENGTHS = [0.9, 1, 0.94, 0.76];
/** Where the finger joints fold, as shares of a finger. */
const JOINTS = [0.4, 0.72];
/** A pixel of the face's skin within this many face heights of the hand lies in its shadow. */
const SHADOW_REACH = 0.09;

/** One hand from any side, flat or folded, or two that meet; in the skin's colour of the face, a little off. */
export function drawHand(canvas: Canvas, face: Landmarks, random: Random): void {
  const first = randomHand(canvas, face, random);
  if (random.chance(0.12)) {
    const mirrored: Point = [2 * face.mouth[0] - first.at[0], first.at[1]];
    const along: Point = [-first.along[0], first.along[1]];
    drawOne(canvas, face, { ...first, at: mirrored, along, side: first.side === 1 ? -1 : 1 });
  }
  drawOne(canvas, face, first);
}

function randomHand(canvas: Canvas, face: Landmarks, random: Random): Hand {
  const radius = random.between(0.075, 0.115);
  const tone = random.between(0.78, 1.25);
  const tint = random.normal() * 0.05;
  const [red, green, blue] = skinColour(canvas, face);
  const folded = random.chance(0.3);
  const longest = radius * random.between(8, 10.5) * (folded ? random.between(0.3, 0.55) : 1);
  const spread = random.chance(0.7) ? random.between(0, 0.04) : random.between(0.04, 0.15);
  const fingers = LENGTHS.map((share, i): Finger => {
    const place = i - 1.5;
    const lean = place * spread + random.normal() * 0.03;
    return {
      from: [place * radius * 1.9, 0.05 - 0.03 * place * place],
      along: [Math.sin(lean), Math.cos(lean)],
      length: longest * share * random.between(0.9, 1.08),
      radius: radius * (i === 3 ? 0.86 : 1),
    };
  });
  const half = radius * 3.9;
  if (random.chance(0.6)) {
    const lean = -random.between(0.1, 1.1);
    fingers.push({
      from: [-half * 0.85, -random.between(0.25, 0.5)],
      along: [Math.sin(lean), Math.cos(lean)],
      length: radius * random.between(4.5, 7),
      radius: radius * 1.15,
    });
  }
  // Mostly from below, where arms are; the fingers' middle, or the knuckles of a fist, lie on the mouth.
  const turn = random.chance(0.85) ? random.normal() * 0.75 : random.between(-Math.PI, Math.PI);
  const along: Point = [Math.sin(turn), -Math.cos(turn)];
  const reach = (folded ? 0.25 : random.between(0.1, 0.75)) * longest;
  const [mx, my] = face.mouth;
  const light = random.between(-Math.PI, Math.PI);
  return {
    fingers,
    palm: { half, length: radius * random.between(7, 10) },
    arm: {
      half: half * random.between(0.65, 0.8),
      sleeve: random.between(0.05, 1.2),
      sleeveColour: sleeveColour(random),
    },
    at: [
      mx - along[0] * reach + random.normal() * 0.1,
      my - 0.08 - along[1] * reach + random.normal() * 0.12,
    ],
    along,
    side: random.chance(0.5) ? 1 : -1,
    skin: [clip(red * tone * (1 + tint)), clip(green * tone), clip(blue * tone * (1 - tint))],
    light: [Math.cos(light), Math.sin(light)],
    ambient: random.between(0.5, 0.85),
    nails: random.chance(0.7),
    gap: random.between(0.05, 0.5),
    fold: random.between(0, 0.12),
    shadow: random.chance(0.6) ? random.between(0.1, 0.45) : 0,
    seed: random.below(1e6),
  };
}

function drawOne(canvas: Canvas, face: Landmarks, hand: Hand): void {
  const { at, along, side } = hand;
  forFacePixels(canvas, face, (pixel, x, y) => {
    const [dx, dy] = [x - at[0], y - at[1]];
    const u = side * (dx * along[1] - dy * along[0]);
    const v = dx * along[0] + dy * along[1];
    const nearest = surfaceAt(hand, u, v);
    const soft = 0.7 / face.unit;
    const alpha = Math.max(0, Math.min(1, nearest.inside / soft + 0.5));
    if (alpha < 1 && hand.shadow > 0 && nearest.inside > -SHADOW_REACH) {
      blend(canvas, pixel, [0, 0, 0], hand.shadow * (1 + nearest.inside / SHADOW_REACH));
    }
    if (alpha > 0) blend(canvas, pixel, nearest.colour, alpha);
  });
}

/** What is seen of the hand at a place of its axes: how far inside its outline, and its colour. */
function surfaceAt(hand: Hand, u: number, v: number): { inside: number; colour: Colour } {
  let inside = Number.NEGATIVE_INFINITY;
  let front: Finger | undefined;
  let height = 0;
  for (const finger of hand.fingers) {
    const [away, , radius] = onFinger(finger, u, v);
    inside = Math.max(inside, radius - away);
    // Where two fingers overlap, the one whose skin is higher is seen.
    const own = away < radius ? Math.sqrt(radius * radius - away * away) : 0;
    if (own > height) [height, front] = [own, finger];
  }
  const palm = palmInside(hand, u, v);
  // The back of the hand begins where fingers end: above the knuckles they are seen.
  if (front && (v > 0 || front === hand.fingers[LENGTHS.length]))
    return { inside, colour: fingerColour(hand, front, u, v) };
  if (palm >= inside) inside = palm;
  return { inside, colour: v < -hand.palm.length - hand.arm.sleeve ? sleeve(hand, u, v) : back(hand, u, v) };
}

/** Distance from the finger's middle line, the place along it from 0 to 1, and its radius there. */
function onFinger({ from, along, length, radius }: Finger, u: number, v: number): [number, number, number] {
  const [du, dv] = [u - from[0], v - from[1]];
  const t = Math.max(0, Math.min(1, (du * along[0] + dv * along[1]) / length));
  const away = Math.hypot(du - t * length * along[0], dv - t * length * along[1]);
  return [away, t, radius * (1 - 0.2 * t)];
}

/** How far inside the back of the hand or the arm: narrower from the knuckles to the wrist. */
function palmInside({ palm, arm }: Hand, u: number, v: number): number {
  const down = Math.max(0, Math.min(1, -v / palm.length));
  const half = palm.half + (arm.half - palm.half) * down * down;
  return Math.min(half - Math.abs(u), 0.04 - v);
}

function fingerColour(hand: Hand, finger: Finger, u: number, v: number): Colour {
  const [away, t, radius] = onFinger(finger, u, v);
  const across = Math.min(1, away / radius);
  const right = (u - finger.from[0]) * finger.along[1] - (v - finger.from[1]) * finger.along[0] > 0 ? 1 : -1;
  const lit =
    1.25 * Math.sqrt(1 - 0.8 * across * across) +
    0.5 * across * right * hand.light[0] +
    0.15 * t * hand.light[1];
  const edge = 1 - hand.gap * Math.max(0, (across - 0.6) / 0.4) ** 2;
  const joint = Math.min(...JOINTS.map((at) => Math.abs(t - at)));
  const fold = 1 - hand.fold * Math.max(0, 1 - joint / 0.05);
  const gain = (hand.ambient + (1 - hand.ambient) * lit) * edge * fold * grain(hand, u, v);
  const isNail = hand.nails && t > 0.86 && across < 0.6;
  // Blood shows at the tips and the joints; nails are paler.
  const blush = isNail ? -0.3 : 0.4 * t * t;
  const [r, g, b] = hand.skin;
  return [
    clip(r * gain * (1 + 0.08 * blush)),
    clip(g * gain * (1 - 0.16 * blush)),
    clip(b * gain * (1 - 0.14 * blush)),
  ];
}

/** The back of the hand: tendons from the knuckles down, rounded to its sides. */
function back(hand: Hand, u: number, v: number): Colour {
  const across = Math.min(1, Math.abs(u) / hand.palm.half);
  const ridge = 0.06 * Math.cos((u / hand.palm.half) * 3 * Math.PI) * Math.max(0, 1 + v / hand.palm.length);
  const lit =
    1.25 * Math.sqrt(1 - 0.7 * across * across) + Math.sign(u) * across * hand.light[0] * 0.4 + ridge;
  const gain = (hand.ambient + (1 - hand.ambient) * lit) * grain(hand, u, v);
  return hand.skin.map((c) => clip(c * gain)) as unknown as Colour;
}

function sleeve(hand: Hand, u: number, v: number): Colour {
  const across = Math.min(1, Math.abs(u) / hand.palm.half);
  const gain = (1 - 0.4 * across * across) * (0.8 + 0.4 * smoothNoise(u * 4, v * 7, hand.seed));
  return hand.arm.sleeveColour.map((c) => clip(c * gain)) as unknown as Colour;
}

/** Unevenness of skin, coarse and fine. */
function grain({ seed }: Hand, u: number, v: number): number {
  return 0.94 + 0.08 * smoothNoise(u * 5, v * 5, seed) + 0.04 * smoothNoise(u * 40, v * 40, seed + 1);
}

function sleeveColour(random: Random): Colour {
  const grey = random.between(0.05, 0.95);
  return [0, 1, 2].map(() => clip(grey + random.normal() * 0.12)) as unknown as Colour;
}

function clip(value: number): number {
  return Math.max(0, Math.min(1, value));
}
