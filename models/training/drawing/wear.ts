import type { Label } from '../../pipeline/labels.ts';
import type { Random } from '../common/random.ts';
import { bend, type Curve, curve } from './curve.ts';
import { along, type Landmarks, MIDDLE_LINE, mix, type Point } from './landmarks.ts';

/** How a drawn mask is worn. */
export const WEARS = ['right', 'noseOut', 'onChin', 'slipped', 'oneEar', 'mouthBare'] as const;
export type Wear = (typeof WEARS)[number];

/** A mask's outline in face axes: between two curves, from `left` to `right`. */
export interface Outline {
  top: Curve;
  bottom: Curve;
  left: number;
  right: number;
  /** Ends of the ear loops: pairs from the mask to the ear. */
  loops: [Point, Point][];
}

export function wearLabel(wear: Wear): Label {
  return wear === 'right' ? 'mask' : 'incorrect';
}

/** Outline of a mask that is worn in a given way; widths, heights and attachment vary at random. */
export function outlineFor(wear: Wear, face: Landmarks, random: Random): Outline {
  switch (wear) {
    case 'right':
      // From the bridge of the nose to just above its tip: black cloth masks are often worn so low.
      return overJaw(face, random, middle(face, random.between(0.6, 4.6)), random.between(0.06, 0.2));
    case 'noseOut': {
      // From just below the tip of the nose to the upper lip, mostly high: the half covered nose is what is missed.
      const [high, low] = [MIDDLE_LINE.noseTip + 0.4, MIDDLE_LINE.upperLip + 0.3];
      const top = middle(face, high + (low - high) * random.next() ** 1.4);
      return overJaw(face, random, top, random.between(0.12, 0.26));
    }
    case 'onChin': {
      const top = middle(face, random.between(MIDDLE_LINE.lowerLip, MIDDLE_LINE.chin - 1));
      return overJaw(face, random, top, random.between(0.2, 0.33), random.between(0.08, 0.35));
    }
    case 'slipped':
      return slipped(face, random);
    case 'oneEar':
      return fromOneEar(face, random);
    case 'mouthBare':
      return aboveMouth(face, random);
  }
}

function middle(face: Landmarks, index: number): Point {
  return along(face.middle, index / (face.middle.length - 1));
}

/**
 * Along the jaw below, and from either end of it to the middle above.
 * @param attach where on the jaw it ends, 0 at the ear, .5 at the chin
 * @param drop how far it hangs below the chin, in face heights
 */
function overJaw(
  face: Landmarks,
  random: Random,
  top: Point,
  attach: number,
  drop = random.between(0, 0.14),
): Outline {
  const inwards = random.chance(0.35) ? random.between(0, 0.28) : 0;
  const ends = [attach, 1 - attach].map((t) => mix(along(face.jaw, t), face.mouth, inwards));
  // The upper end of the side edge: towards the ear for wide masks, the same point for pointed ones.
  const side = random.chance(0.6) ? random.between(0, 0.16) : 0;
  const upper = ends.map(([x, y]): Point => [x, Math.max(top[1], y - side)]);
  const arch = random.between(-0.03, 0.1);
  const [leftUp, rightUp] = upper as [Point, Point];
  const lower: Point[] = [];
  const steps = 16;
  for (let i = 0; i <= steps; i++) {
    const t = attach + ((1 - 2 * attach) * i) / steps;
    const [x, y] = mix(along(face.jaw, t), face.mouth, inwards * (1 - Math.sin((Math.PI * i) / steps)));
    lower.push([x, y + drop * Math.sin((Math.PI * i) / steps) + 0.02]);
  }
  const nose = random.between(0, 0.05);
  const upTo = (end: Point): Point[] => {
    const [mx, my] = mix(end, top, 0.55);
    return bend(end, [mx, my - arch], [top[0], top[1] - nose]);
  };
  const ears: [Point, Point] = [face.jaw[0]!, face.jaw.at(-1)!];
  return {
    top: curve([...upTo(leftUp), ...upTo(rightUp)]),
    bottom: curve(lower),
    left: Math.min(leftUp[0], lower[0]![0]),
    right: Math.max(rightUp[0], lower.at(-1)![0]),
    loops: [
      [leftUp, ears[0]],
      [lower[1]!, ears[0]],
      [rightUp, ears[1]],
      [lower.at(-2)!, ears[1]],
    ],
  };
}

/** Slipped to one side: high on one cheek, below the mouth or the nose on the other. */
function slipped(face: Landmarks, random: Random): Outline {
  const top = middle(face, random.between(MIDDLE_LINE.noseBase, MIDDLE_LINE.lowerLip + 1));
  const outline = overJaw(face, random, top, random.between(0.12, 0.25));
  const tilt = random.between(0.12, 0.35) * (random.chance(0.5) ? 1 : -1);
  // Only outwards of the middle, so that the nose stays bare.
  const points = outline.top.points.map(
    ([x, y]): Point => [x, y + tilt * Math.max(-0.4, Math.min(0.4, x - top[0]))],
  );
  return { ...outline, top: curve(points) };
}

/** Pulled up, often over the eyes too: it ends between the nose's base and the crease below the lower lip. */
function aboveMouth(face: Landmarks, random: Random): Outline {
  const [, rim] = middle(face, random.between(MIDDLE_LINE.noseBase + 0.4, MIDDLE_LINE.lowerLip + 0.5));
  const overEyes = random.chance(0.3);
  const [, top] = overEyes ? [0, random.between(-0.45, -0.12)] : middle(face, random.between(0.3, 4.2));
  const [left, right] = [0, 1].map(
    (end) => along(face.jaw, Math.abs(end - random.between(0, 0.14)))[0],
  ) as Point;
  const [centre, half] = [(left + right) / 2, Math.max(0.1, (right - left) / 2)];
  const low = rim + random.between(-0.14, 0.12);
  const high = Math.min(low - 0.12, top + random.between(-0.03, overEyes ? 0.1 : 0.2));
  const edge = (inner: number, outer: number) =>
    curve(
      [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map(
        (u): Point => [centre + half * u, inner + (outer - inner) * u * u],
      ),
    );
  const ears: [Point, Point] = [face.jaw[0]!, face.jaw.at(-1)!];
  return {
    top: edge(top, high),
    bottom: edge(rim, low),
    left,
    right,
    loops: [
      [[left, high + 0.03], ears[0]],
      [[left, low - 0.03], ears[0]],
      [[right, high + 0.03], ears[1]],
      [[right, low - 0.03], ears[1]],
    ],
  };
}

/** Hanging from one ear beside the cheek, the face bare. */
function fromOneEar(face: Landmarks, random: Random): Outline {
  const onRight = random.chance(0.5);
  const ear = onRight ? face.jaw.at(-1)! : face.jaw[0]!;
  const outwards = onRight ? 1 : -1;
  const width = random.between(0.22, 0.5);
  const height = random.between(0.4, 0.75);
  const centre: Point = [ear[0] + outwards * random.between(-0.12, 0.12), ear[1] + random.between(0.2, 0.6)];
  const lean = random.between(-0.35, 0.35);
  const edge = (sign: number) =>
    curve(
      [-1, -0.5, 0, 0.5, 1].map((t): Point => {
        const round = 1 - 0.3 * t * t;
        return [centre[0] + (t * width) / 2, centre[1] + lean * t * width + (sign * round * height) / 2];
      }),
    );
  return {
    top: edge(-1),
    bottom: edge(1),
    left: centre[0] - width / 2,
    right: centre[0] + width / 2,
    loops: [
      [[centre[0] - width / 3, centre[1] - height / 2], ear],
      [[centre[0] + width / 3, centre[1] - height / 2], ear],
    ],
  };
}
