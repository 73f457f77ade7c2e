import { Random } from '../random.ts';
import type { Example } from './examples.ts';

/** Examples to learn from, to choose and calibrate by, and of a source that is left out altogether. */
export interface Split {
  train: Example[];
  validation: Example[];
  leftOut: Example[];
}

/** One group in this many is held out. */
const HELD_OUT = 10;

/**
 * Splits by near-duplicate group. With `leaveOut` no photo of that source is learnt from, nor any that is a
 * near-duplicate of one.
 */
export function splitExamples(examples: readonly Example[], seed: number, leaveOut?: string): Split {
  const held = new Set(
    leaveOut ? examples.filter(({ source }) => source === leaveOut).map(({ group }) => group) : [],
  );
  const split: Split = { train: [], validation: [], leftOut: [] };
  for (const example of examples) {
    if (example.source === leaveOut) split.leftOut.push(example);
    else if (held.has(example.group)) continue;
    else if (isHeldOut(seed, example.group)) split.validation.push(example);
    else split.train.push(example);
  }
  return split;
}

/** Whether a near-duplicate group is kept from training. */
export function isHeldOut(seed: number, group: number): boolean {
  return new Random(seed, group).below(HELD_OUT) === 0;
}
