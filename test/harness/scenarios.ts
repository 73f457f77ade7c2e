import { badInput } from './bad-input.ts';
import type { MaskKind } from './mask/cloth.ts';
import type { Wear } from './mask/fit.ts';
import type { PersonName } from './people.ts';
import type { Expectation, Scenario, Step, Visitor } from './scenario.ts';
import { unseen } from './unseen.ts';

/** Outside the picture on the left and on the right: no shoulder shows. */
const OUT_LEFT = -460;
const OUT_RIGHT = 1100;
const EMPTY_BEFORE = 1.5;
const WALK = 0.9;
const EMPTY_AFTER = 0.7;

/** Comes in from one side, stays `stay` seconds, leaves by the same side. */
function visit(stay: number, from: 'left' | 'right' = 'right', x = 320): Step[] {
  const out = from === 'left' ? OUT_LEFT : OUT_RIGHT;
  return [
    { at: EMPTY_BEFORE, x: out },
    { at: EMPTY_BEFORE + WALK, x },
    { at: EMPTY_BEFORE + WALK + stay, x },
    { at: EMPTY_BEFORE + 2 * WALK + stay, x: out },
  ];
}

/** One visitor, and a little time after. */
function alone(visitor: Visitor) {
  return { visitors: [visitor], duration: (visitor.way.at(-1)?.at ?? 0) + EMPTY_AFTER };
}

const loopFor = (stay: number) => EMPTY_BEFORE + 2 * WALK + stay + EMPTY_AFTER;

/** Long enough for a decision, the answer and the way out. */
const STAY = 5;
/** Long enough for a decision, 8 s to adjust, and a second decision. */
const STAY_ADJUST = 16;

const PASS: Expectation = { first: 'pass' };
const NO_MASK: Expectation = { first: 'deny', reason: 'no_mask' };
const INCORRECT: Expectation = { first: 'adjust', reason: 'mask_incorrect', later: 'deny' };

function bare(number: number, name: string, person: PersonName, title: string): Scenario {
  return { name, number, title, ...alone({ person, way: visit(STAY) }), expected: NO_MASK };
}

function masked(number: number, name: string, kind: MaskKind, person: PersonName, title: string): Scenario {
  const visitor = { person, mask: { kind, wear: 'right' as const }, way: visit(STAY) };
  return { name: `masked-${name}`, number, title, ...alone(visitor), expected: PASS };
}

function wrong(
  number: number,
  name: string,
  kind: MaskKind,
  wear: Wear,
  person: PersonName,
  title: string,
): Scenario {
  const visitor = { person, mask: { kind, wear }, way: visit(STAY_ADJUST) };
  return { name, number, title, ...alone(visitor), expected: INCORRECT };
}

const later = (way: readonly Step[], by: number) => way.map((step) => ({ ...step, at: step.at + by }));

const SURGICAL = { kind: 'surgical', wear: 'right' } as const;

export const scenarios: readonly Scenario[] = [
  { name: 'empty', number: 1, title: 'nobody', duration: 4, visitors: [], expected: { first: null } },
  {
    name: 'black',
    number: 2,
    title: 'covered camera',
    duration: 4,
    visitors: [],
    view: 'black',
    expected: { first: null },
  },
  {
    name: 'frozen',
    number: 4,
    title: 'a camera that hangs',
    duration: 8,
    visitors: [],
    frozenFrom: 1.5,
    expected: { first: null },
  },
  bare(3, 'bare', 'franck', 'no mask'),
  bare(10, 'bare-audun', 'audun', 'no mask, another visitor'),
  bare(11, 'bare-ava', 'ava', 'no mask, long hair'),
  bare(12, 'bare-bella', 'bella', 'no mask, half turned'),
  masked(5, 'surgical', 'surgical', 'franck', 'blue surgical mask'),
  masked(6, 'white', 'white', 'franck', 'white surgical mask'),
  masked(7, 'black', 'black', 'franck', 'black cloth mask'),
  masked(8, 'pattern', 'pattern', 'franck', 'patterned cloth mask'),
  masked(9, 'ffp2', 'ffp2', 'franck', 'folded FFP2 respirator'),
  masked(13, 'audun', 'white', 'audun', 'white surgical mask, another visitor'),
  masked(14, 'ava', 'surgical', 'ava', 'blue surgical mask, long hair'),
  wrong(15, 'nose-out', 'surgical', 'nose-out', 'franck', 'mask below the nose'),
  wrong(16, 'nose-out-black', 'black', 'nose-out', 'audun', 'black mask below the nose'),
  wrong(17, 'chin', 'surgical', 'chin', 'franck', 'mask on the chin'),
  {
    name: 'hand',
    number: 18,
    title: 'a hand before mouth and nose, no mask',
    ...alone({ person: 'franck', hand: 'before-mouth', way: visit(STAY) }),
    expected: NO_MASK,
  },
  {
    name: 'hand-audun',
    number: 29,
    title: 'a hand before mouth and nose, another visitor',
    ...alone({ person: 'audun', hand: 'before-mouth', way: visit(STAY) }),
    expected: NO_MASK,
  },
  {
    name: 'mask-in-hand',
    number: 19,
    title: 'the mask in the hand',
    ...alone({ person: 'franck', hand: 'holds-mask', way: visit(STAY, 'right', 350) }),
    expected: NO_MASK,
  },
  {
    name: 'masked-waits',
    number: 30,
    title: 'blue surgical mask, in no hurry to go in',
    ...alone({ person: 'franck', mask: SURGICAL, way: visit(STAY_ADJUST) }),
    expected: PASS,
  },
  {
    name: 'two-faces',
    number: 20,
    title: 'two at a time: the nearer one masked, the other not',
    duration: loopFor(STAY + 1),
    visitors: [
      { person: 'audun', way: visit(STAY + 0.6, 'left', 110).map((step) => ({ ...step, scale: 0.75 })) },
      { person: 'franck', mask: SURGICAL, way: visit(STAY, 'right', 420) },
    ],
    expected: { first: 'pass' },
  },
  {
    name: 'swap',
    number: 21,
    title: 'a masked visitor goes, one without a mask takes the place at once',
    duration: loopFor(STAY) + WALK + 4.2,
    visitors: [
      { person: 'franck', mask: SURGICAL, way: visit(STAY) },
      { person: 'audun', way: later(visit(4, 'left'), STAY + WALK) },
    ],
    expected: { first: 'pass', later: 'deny' },
  },
  {
    name: 'walk-through',
    number: 22,
    title: 'somebody who walks past without stopping',
    ...alone({
      person: 'audun',
      way: [
        { at: EMPTY_BEFORE, x: OUT_LEFT },
        { at: EMPTY_BEFORE + 2.2, x: OUT_RIGHT },
      ],
    }),
    expected: { first: null },
  },
  {
    name: 'far',
    number: 23,
    title: 'somebody who waits at the back of the hall',
    ...alone({ person: 'audun', way: visit(STAY).map((step) => ({ ...step, scale: 0.32 })) }),
    expected: { first: null },
  },
  {
    name: 'low',
    number: 24,
    title: 'a child or a wheelchair user: the face is half below the picture',
    ...alone({ person: 'ava', way: visit(8).map((step) => ({ ...step, y: 265 })) }),
    expected: { first: null, unseen: true },
  },
  ...badInput,
  ...unseen,
];

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name).join(', ');
  throw new RangeError(`No recording is called "${name}"; there are ${names}.`);
}
