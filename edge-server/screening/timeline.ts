import type { Clock } from '../clock/clock.ts';
import type { StepName, StepOutcome, VisitStep } from '../contract/index.ts';

/**
 * A step as it is stored. Durations are the monotonic clock's; both times are told in the wall clock of now, so
 * that a clock that is set in the middle of a visit tears no step apart.
 *
 * @param started monotonic ms, null when the step has not begun
 * @param ended monotonic ms, null while it goes on
 */
export function timedStep(
  clock: Clock,
  step: StepName,
  started: number | null,
  ended: number | null,
  outcome: StepOutcome = 'done',
  error: string | null = null,
): VisitStep {
  const base = clock.now().getTime() - clock.monotonic();
  const at = (monotonic: number | null) =>
    monotonic === null ? null : new Date(base + monotonic).toISOString();
  return { step, started: at(started), ended: at(ended), outcome, error, attempts: 0 };
}
