import { Random } from '../common/random.ts';

/** Faces or photos to learn from, to choose and calibrate by, and of a source that is left out altogether. */
export interface Split<T> {
  train: T[];
  validation: T[];
  leftOut: T[];
}

/** One group in this many is held out. */
const HELD_OUT = 10;

/**
 * Splits by near-duplicate group. With `leaveOut` no photo of these sources is learnt from, nor any that is a
 * near-duplicate of one.
 *
 * @param leaveOut names of sources, with commas between
 */
export function splitExamples<T extends { source: string; group: number }>(
  examples: readonly T[],
  seed: number,
  leaveOut?: string,
): Split<T> {
  const sources = new Set(leaveOut?.split(','));
  const held = new Set(examples.filter(({ source }) => sources.has(source)).map(({ group }) => group));
  const split: Split<T> = { train: [], validation: [], leftOut: [] };
  for (const example of examples) {
    if (sources.has(example.source)) split.leftOut.push(example);
    else if (held.has(example.group)) continue;
    else if (isHeldOut(seed, example.group)) split.validation.push(example);
    else split.train.push(example);
  }
  return split;
}

/** Whether a near-duplicate group is kept from training. */
function isHeldOut(seed: number, group: number): boolean {
  return new Random(seed, group).below(HELD_OUT) === 0;
}
