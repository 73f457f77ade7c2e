import type { Scenario, Step, Visitor } from './scenario.ts';

/**
 * Recordings of whom a camera at an entrance sees without a whole face: too tall, too small or sitting; and of halls where
 * nobody stands, though something moves. What a person would want is their `expected`: whoever waits is told so, and an empty
 * hall says nothing.
 */

const OUT = 1100;
const STAY = 8;
const DURATION = 1.5 + 0.9 + STAY + 0.9 + 0.7;

/** Comes in from the right, stays for 8 s at the place, leaves as they came. */
function stays(place: Omit<Step, 'at'>): Step[] {
  const out = { ...place, x: OUT };
  return [
    { at: 1.5, ...out },
    { at: 2.4, ...place },
    { at: 2.4 + STAY, ...place },
    { at: 3.3 + STAY, ...out },
  ];
}

const MASKED = { kind: 'surgical', wear: 'right' } as const;
const unseenIs = { expected: { first: null, unseen: true } } as const;
const nobody = { visitors: [], expected: { first: null } } as const;
const one = (visitor: Visitor) => ({ duration: DURATION, visitors: [{ ...visitor, sways: true as const }] });

export const unseen: readonly Scenario[] = [
  {
    name: 'head-cut',
    number: 31,
    title: 'somebody too tall: the top edge cuts the head above the mouth',
    ...one({ person: 'franck', mask: MASKED, way: stays({ x: 320, y: -285 }) }),
    ...unseenIs,
  },
  {
    name: 'too-tall',
    number: 32,
    title: 'somebody far too tall: the picture shows no head',
    ...one({ person: 'audun', way: stays({ x: 320, y: -330 }) }),
    ...unseenIs,
  },
  {
    name: 'forehead',
    number: 33,
    title: 'a child before the kiosk: only hair and forehead above the bottom edge',
    ...one({ person: 'ava', way: stays({ x: 300, y: 330 }) }),
    ...unseenIs,
  },
  {
    name: 'wheelchair',
    number: 34,
    title: 'a wheelchair user: eyes and forehead at the bottom edge',
    ...one({ person: 'franck', mask: MASKED, way: stays({ x: 320, y: 145, scale: 0.7 }) }),
    ...unseenIs,
  },
  {
    name: 'child',
    number: 35,
    title: 'a child with a mask, low in the picture, the whole face in it',
    ...one({ person: 'franck', mask: MASKED, way: stays({ x: 320, y: 12, scale: 0.5 }) }),
    expected: { first: 'pass' },
  },
  {
    name: 'grows-tall',
    number: 36,
    title: 'somebody tall, seen from afar, whose face leaves the top edge on the way',
    duration: DURATION,
    visitors: [
      {
        person: 'franck',
        sways: true,
        way: [
          { at: 1, x: 200, y: -230, scale: 0.3 },
          // Too quickly for a verdict on the way, which would be right as well.
          { at: 1.7, x: 320, y: -330, scale: 1.2 },
          { at: 1.7 + STAY, x: 320, y: -330, scale: 1.2 },
          { at: 2.6 + STAY, x: OUT, y: -330, scale: 1.2 },
        ],
      },
    ],
    ...unseenIs,
  },
  {
    name: 'far-passers',
    number: 37,
    title: 'people who pass at the back of the hall, one after the other',
    duration: 12,
    visitors: [
      { person: 'audun', way: passes(1, -100, 740, 0.3) },
      { person: 'bella', way: passes(4.2, 740, -100, 0.28) },
      { person: 'franck', way: passes(7.6, -100, 740, 0.34) },
    ],
    expected: { first: null },
  },
  {
    name: 'flicker',
    number: 38,
    title: 'an empty hall in which a tube flickers',
    duration: 10,
    light: 'flicker',
    ...nobody,
  },
  {
    name: 'night',
    number: 39,
    title: 'an empty hall at night, full of noise',
    duration: 8,
    light: 'night',
    ...nobody,
  },
  {
    name: 'door',
    number: 40,
    title: 'an empty hall whose far door opens and shuts',
    duration: 10,
    door: [2, 6],
    ...nobody,
  },
];

/** Walks past in 2.8 s. */
function passes(from: number, start: number, end: number, scale: number): Step[] {
  const place = { y: -210, scale };
  return [
    { at: from, x: start, ...place },
    { at: from + 2.8, x: end, ...place },
  ];
}
