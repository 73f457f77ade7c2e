import type { MaskKind } from './mask/cloth.ts';
import type { Wear } from './mask/fit.ts';
import type { PersonName } from './people.ts';

/**
 * What the kiosk should make of a recording, in words of the contract. `first` is the first verdict; `later` is
 * the one after `adjustSeconds`, when the visitor stays and changes nothing. `null`: no visit may begin.
 */
export interface Expectation {
  readonly first: 'pass' | 'deny' | 'adjust' | null;
  readonly reason?: 'no_mask' | 'mask_incorrect' | 'undecided';
  readonly later?: 'deny';
}

/** A point of a person's way: at `at` seconds the face is at `x` px; between two, the motion is eased. */
export interface Step {
  readonly at: number;
  readonly x: number;
  readonly y?: number;
  readonly scale?: number;
}

export interface Visitor {
  readonly person: PersonName;
  readonly mask?: { readonly kind: MaskKind; readonly wear: Wear };
  readonly way: readonly Step[];
}

export interface Scenario {
  readonly name: string;
  /** Written into each frame, so that a test knows which recording it sees: 0 to 63, never used twice. */
  readonly number: number;
  readonly title: string;
  /** s, of the whole loop. */
  readonly duration: number;
  readonly visitors: readonly Visitor[];
  readonly view?: 'hall' | 'black';
  readonly expected: Expectation;
}

/** Frames a second of every recording. */
export const FPS = 15;

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

const loopFor = (stay: number) => EMPTY_BEFORE + 2 * WALK + stay + EMPTY_AFTER;

/** Long enough for a decision, the answer and the way out. */
const STAY = 5;
/** Long enough for a decision, 8 s to adjust, and a second decision. */
const STAY_ADJUST = 16;

const PASS: Expectation = { first: 'pass' };
const NO_MASK: Expectation = { first: 'deny', reason: 'no_mask' };
const INCORRECT: Expectation = { first: 'adjust', reason: 'mask_incorrect', later: 'deny' };

function masked(number: number, name: string, kind: MaskKind, person: PersonName, title: string): Scenario {
  const way = visit(STAY);
  const visitors = [{ person, mask: { kind, wear: 'right' as const }, way }];
  return { name: `masked-${name}`, number, title, duration: loopFor(STAY), visitors, expected: PASS };
}

function wrong(
  number: number,
  name: string,
  kind: MaskKind,
  wear: Wear,
  person: PersonName,
  title: string,
): Scenario {
  const visitors = [{ person, mask: { kind, wear }, way: visit(STAY_ADJUST) }];
  return { name, number, title, duration: loopFor(STAY_ADJUST), visitors, expected: INCORRECT };
}

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
    name: 'bare',
    number: 3,
    title: 'no mask',
    duration: loopFor(STAY),
    visitors: [{ person: 'franck', way: visit(STAY) }],
    expected: NO_MASK,
  },
  masked(5, 'surgical', 'surgical', 'franck', 'blue surgical mask'),
  masked(6, 'white', 'white', 'franck', 'white surgical mask'),
  masked(7, 'black', 'black', 'franck', 'black cloth mask'),
  masked(8, 'pattern', 'pattern', 'franck', 'patterned cloth mask'),
  masked(9, 'ffp2', 'ffp2', 'franck', 'folded FFP2 respirator'),
  wrong(15, 'nose-out', 'surgical', 'nose-out', 'franck', 'mask below the nose'),
  wrong(17, 'chin', 'surgical', 'chin', 'franck', 'mask on the chin'),
];

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name).join(', ');
  throw new RangeError(`No recording is called "${name}"; there are ${names}.`);
}
