import type { TrialFigures } from '../contract/models.ts';

/** Faces that both models have to judge before the trial ends: some minutes of visitors. */
export const TRIAL_FRAMES = 1000;
/** Shares of them in which another answer, and a mask where there was none, is too much. */
const MOST_DIFFERED = 0.05;
const MOST_BOLDER = 0.01;
/** How many times as long as the model in use it may take. */
const MOST_COST = 2;
/** Frames from which on a share is looked at before the end. */
const EARLY_FRAMES = 200;

export type Count = Pick<TrialFigures, 'frames' | 'differed' | 'bolder' | 'own_ms' | 'ms'>;
export const NOTHING_COUNTED: Count = { frames: 0, differed: 0, bolder: 0, own_ms: 0, ms: 0 };

/** What the trial says by now: `more` faces are wanted, it is `good`, or why it is not, in words that follow a name. */
export function judgeTrial({
  frames,
  differed,
  bolder,
  own_ms,
  ms,
}: Count): 'more' | 'good' | { why: string } {
  if (frames < EARLY_FRAMES) return 'more';
  if (bolder > MOST_BOLDER * frames) {
    return { why: `it called ${bolder} of ${frames} faces mask that the model in use did not` };
  }
  if (differed > MOST_DIFFERED * frames) {
    return { why: `it answered ${differed} of ${frames} faces differently than the model in use` };
  }
  if (ms > MOST_COST * own_ms)
    return { why: `it takes ${ms.toFixed(1)} ms a face, where ${own_ms.toFixed(1)} was enough` };
  return frames < TRIAL_FRAMES ? 'more' : 'good';
}

/**
 * Adds up what pages report: each counts from its own start, so what it had said before is not counted again.
 */
export class TrialCounter {
  readonly #before: Count;
  #page: Count = NOTHING_COUNTED;
  #earlier: Count = NOTHING_COUNTED;

  /** @param before what was counted before the server's start */
  constructor(before: Count = NOTHING_COUNTED) {
    this.#before = before;
  }

  report(figures: Count): Count {
    if (figures.frames < this.#page.frames) this.#earlier = sum(this.#earlier, this.#page);
    this.#page = figures;
    return this.total;
  }

  get total(): Count {
    return sum(sum(this.#before, this.#earlier), this.#page);
  }
}

function sum(a: Count, b: Count): Count {
  return {
    frames: a.frames + b.frames,
    differed: a.differed + b.differed,
    bolder: a.bolder + b.bolder,
    own_ms: b.own_ms || a.own_ms,
    ms: b.ms || a.ms,
  };
}
