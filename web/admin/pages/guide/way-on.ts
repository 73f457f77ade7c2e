import type { GuideStepState } from '../../../../edge-server/contract/guide.ts';

export interface WayOn {
  word: 'next' | 'without';
  /** What the step is marked as by it. */
  to: GuideStepState;
  /** Said beside the button, and by a screen reader with it. */
  reason: string | null;
  shut: boolean;
  /** Whether there is also a button that skips, and leaves what is typed unsaved. */
  skip: boolean;
}

interface StepNow {
  /** Whether something is typed here that the way on saves. */
  saves: boolean;
  /** As it is marked. */
  state: GuideStepState;
  /** Why what is typed can't be saved, a sentence. */
  fault: string | null;
  /** What the step is for and has not happened yet, a sentence. */
  missing: string | null;
}

/** The way out of a step: who goes on without what it is for has skipped it. What was done once stays done. */
export function wayOn({ saves, state, fault, missing }: StepNow): WayOn {
  const without = missing !== null && state !== 'done';
  return {
    word: without ? 'without' : 'next',
    to: without ? 'skipped' : 'done',
    reason: fault ?? (without ? missing : null),
    shut: fault !== null,
    // Elsewhere it would be the way on under another name, or deny what has happened.
    skip: saves && (!without || fault !== null),
  };
}
