import type { GuideStepState } from '../../../../edge-server/contract/guide.ts';

export interface WayOn {
  word: 'next' | 'without';
  /** What the step is marked as by it. */
  to: GuideStepState;
  /** Said beside the button, and by a screen reader with it. */
  reason: string | null;
  shut: boolean;
  /** Whether there is also a button that skips: not where the way on is the same. */
  skip: boolean;
}

interface StepNow {
  /** As it is marked. */
  state: GuideStepState;
  /** Why what is typed can't be saved, a sentence. */
  fault: string | null;
  /** What the step is for and has not happened yet, a sentence. */
  missing: string | null;
}

/** The way out of a step: who goes on without what it is for has skipped it. What was done once stays done. */
export function wayOn({ state, fault, missing }: StepNow): WayOn {
  const without = missing !== null && state !== 'done';
  return {
    word: without ? 'without' : 'next',
    to: without ? 'skipped' : 'done',
    reason: fault ?? (without ? missing : null),
    shut: fault !== null,
    skip: !without || fault !== null,
  };
}
