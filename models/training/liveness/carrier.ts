import type { Point } from '../../pipeline/face.ts';
import { type Colour, fromHsv } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';

/** What a picture of a face is shown on. */
export type CarrierKind = 'screen' | 'paper';

/** Left, top, right, bottom, in face boxes around the face's middle. */
export type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

/** A phone, tablet or sheet with a picture on it: three rectangles, one in the other, and what holds it. */
export interface Carrier {
  kind: CarrierKind;
  picture: Rectangle;
  /** Around the picture: bars of a screen whose shape is another, the white of a paper. */
  sheet: Rectangle;
  sheetColour: Colour;
  /** The bezel of a screen; a paper has none. */
  body: Rectangle;
  bodyColour: Colour;
  /** Of the body's corners. */
  radius: number;
  fingers: Finger[];
}

/** A capsule: from the tip to where it leaves the picture. */
export interface Finger {
  tip: Point;
  end: Point;
  radius: number;
  colour: Colour;
}

/** Ends of a picture that is larger than any crop. */
const FAR = 3;

/**
 * A carrier of random make around a face.
 *
 * @param photo how far the photo reaches around the face; the picture shows a part of it
 */
export function randomCarrier(kind: CarrierKind, photo: Rectangle, random: Random): Carrier {
  const near = random.chance(0.8) ? shownPart(random) : ([-FAR, -FAR, FAR, FAR] as const);
  const picture = near.map((value, k) =>
    k < 2 ? Math.max(value, photo[k]!) : Math.min(value, photo[k]!),
  ) as unknown as Rectangle;
  const sheet = kind === 'screen' ? barred(picture, random) : margined(picture, random);
  const bezel = kind === 'screen' ? [random.between(0.01, 0.2), random.between(0.01, 0.3)] : [0, 0];
  const body: Rectangle = [
    sheet[0] - bezel[0]!,
    sheet[1] - bezel[1]!,
    sheet[2] + bezel[0]!,
    sheet[3] + bezel[1]! * random.between(0.3, 1.6),
  ];
  return {
    kind,
    picture,
    sheet,
    sheetColour: kind === 'screen' ? barColour(random) : paperColour(random),
    body,
    bodyColour: random.chance(0.65)
      ? fromHsv(random.next(), 0.1, random.between(0.01, 0.15))
      : fromHsv(random.next(), random.next() ** 2 * 0.5, random.between(0.2, 1)),
    radius: kind === 'screen' ? random.between(0, 0.25) : random.chance(0.1) ? random.between(0, 0.1) : 0,
    fingers: random.chance(0.4) ? fingersAt(body, random) : [],
  };
}

/** Fingers that hold a thing by its lower end or by a side. */
export function fingersAt([left, top, right, bottom]: Rectangle, random: Random): Finger[] {
  const colour = fromHsv(random.between(0.02, 0.1), random.between(0.2, 0.6), random.between(0.3, 0.95));
  const radius = random.between(0.07, 0.14);
  const below = random.chance(0.5);
  const side = random.chance(0.5) ? left : right;
  const from = below ? random.between(left, right) : random.between(top, bottom);
  return Array.from({ length: 1 + random.below(4) }, (_, k): Finger => {
    const along = from + k * 2.1 * radius;
    const reach = random.between(-0.05, 0.25);
    const inwards = below || side === right ? -1 : 1;
    const tip = (below ? bottom : side) + inwards * reach;
    const away = tip - inwards * random.between(0.8, 1.5);
    const slant = random.between(-0.3, 0.3);
    return below
      ? { tip: [along, tip], end: [along + slant, away], radius, colour }
      : { tip: [tip, along], end: [away, along + slant], radius, colour };
  });
}

function shownPart(random: Random): Rectangle {
  const side = () => random.between(0.6, 1.25);
  return [-side(), -random.between(0.65, 1.4), side(), random.between(0.65, 1.4)];
}

function barred([left, top, right, bottom]: Rectangle, random: Random): Rectangle {
  if (!random.chance(0.35)) return [left, top, right, bottom];
  const bar = random.between(0.05, 0.6);
  return random.chance(0.7) ? [left, top - bar, right, bottom + bar] : [left - bar, top, right + bar, bottom];
}

/** A third are cut out along the picture's edge. */
function margined([left, top, right, bottom]: Rectangle, random: Random): Rectangle {
  if (random.chance(0.33)) return [left, top, right, bottom];
  const margin = random.between(0.03, 0.4);
  const below = random.chance(0.3) ? random.between(0, 0.8) : margin;
  return [left - margin, top - margin, right + margin, bottom + below];
}

function barColour(random: Random): Colour {
  if (random.chance(0.6)) return [0.03, 0.03, 0.04];
  return random.chance(0.5) ? [0.95, 0.96, 1] : fromHsv(random.next(), 0.4, random.next());
}

function paperColour(random: Random): Colour {
  return fromHsv(random.between(0.08, 0.6), random.between(0, 0.08), random.between(0.75, 1));
}
