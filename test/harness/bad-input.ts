import type { PersonName } from './people.ts';
import type { Scenario, Step, Visitor } from './scenario.ts';

/**
 * Recordings of what a camera at an entrance sees besides one visitor at a time. The people are from clips and
 * photos, everything else is drawn: prints, phone and mirror are flat pictures laid into the frame, and a mirror
 * shows a smaller, reversed copy. What should come of each is its `expected`.
 */

const OUT = 1100;

/** Comes in from the right at 1 s, stays `stay` s at `x`, leaves as it came. */
function comes(stay: number, place: Omit<Step, 'at'>): Step[] {
  const out = { ...place, x: OUT };
  return [
    { at: 1, ...out },
    { at: 1.8, ...place },
    { at: 1.8 + stay, ...place },
    { at: 2.6 + stay, ...out },
  ];
}

const STAY = 4.2;
const DURATION = 1 + 0.8 + STAY + 0.8 + 0.4;

/** Eleven bare faces in two rows at the back, who are there all the time but for the loop's seam. */
function crowd(): Visitor[] {
  const names: readonly PersonName[] = ['audun', 'ava', 'bella', 'franck'];
  return Array.from({ length: 11 }, (_, i) => {
    const back = i < 6;
    const x = back ? 50 + 108 * i : 105 + 108 * (i - 6);
    const place = { x, y: back ? -235 : -150, scale: back ? 0.25 : 0.3 };
    return {
      person: names[i % names.length]!,
      way: [
        { at: 0.2, ...place },
        { at: DURATION - 0.2, ...place },
      ],
    };
  });
}

export const badInput: readonly Scenario[] = [
  {
    name: 'crowd',
    number: 25,
    title: 'twelve faces: a masked visitor, and eleven bare faces behind',
    duration: DURATION,
    visitors: [
      ...crowd(),
      {
        person: 'franck',
        mask: { kind: 'surgical', wear: 'right' },
        way: comes(STAY, { x: 320, scale: 0.7 }),
      },
    ],
    expected: { first: 'pass' },
  },
  {
    name: 'shirt',
    number: 26,
    title: 'a bare visitor with a masked face printed on the shirt',
    duration: DURATION,
    visitors: [
      {
        person: 'franck',
        print: { on: 'shirt', person: 'audun', mask: { kind: 'white', wear: 'right' } },
        way: comes(STAY, { x: 320, y: -150, scale: 0.7 }),
      },
    ],
    expected: { first: 'deny', reason: 'no_mask' },
  },
  {
    name: 'mirror',
    number: 27,
    title: 'a masked visitor, seen once more in a mirror on the wall',
    duration: DURATION,
    visitors: [{ person: 'franck', mask: { kind: 'surgical', wear: 'right' }, way: comes(STAY, { x: 390 }) }],
    mirror: { x: 30, y: 60, width: 170, height: 170 },
    expected: { first: 'pass' },
  },
  {
    name: 'phone',
    number: 28,
    title: 'a bare visitor who holds up a phone with a masked face',
    duration: DURATION,
    visitors: [
      {
        person: 'franck',
        print: { on: 'phone', person: 'audun', mask: { kind: 'surgical', wear: 'right' } },
        way: comes(STAY, { x: 390 }),
      },
    ],
    expected: { first: 'deny', reason: 'no_mask' },
  },
];

/**
 * The table of bad input: what a camera may see, and the recording whose `expected` says what must come of it.
 * Some of them are among the recordings that every end-to-end test may use.
 */
export const BAD_INPUT: Readonly<Record<string, string>> = {
  'no face at all': 'empty',
  'twelve faces': 'crowd',
  'a face on a T-shirt': 'shirt',
  'a mirror': 'mirror',
  'a photo on a phone': 'phone',
  'a hand before the mouth': 'hand-audun',
  'a mask held in the hand': 'mask-in-hand',
  'somebody who walks through without stopping': 'walk-through',
  'two people who swap places': 'swap',
  'a child or a wheelchair user below the frame': 'low',
};
