import { LABELS } from '../pipeline/labels.ts';
import type { Judged } from './judge.ts';

/**
 * Expected calibration error (Guo et al. 2017): how far, on average, the largest probability lies from the
 * share of right answers among those that were as sure.
 */
export function calibrationError(judged: readonly Judged[], bins = 10): number {
  const groups = Array.from({ length: bins }, () => ({ count: 0, sure: 0, right: 0 }));
  for (const { probabilities, answer, label } of judged) {
    const group = groups[Math.min(bins - 1, Math.floor(probabilities[answer] * bins))]!;
    group.count++;
    group.sure += probabilities[answer];
    group.right += answer === label ? 1 : 0;
  }
  return (
    groups.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / Math.max(1, judged.length)
  );
}

/** One line of the operating points: what a threshold on the largest probability lets through. */
export interface OperatingPoint {
  threshold: number;
  /** Share of the faces that get an answer; the others are told to adjust. */
  answered: number;
  accuracy: number;
  /** Bare or wrongly worn among those passed, as a share of all bare and wrong. */
  falseAccepts: number;
  falseRejects: number;
}

export function operatingPoints(judged: readonly Judged[]): OperatingPoint[] {
  return [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((threshold) => {
    const sure = judged.filter(({ probabilities, answer }) => probabilities[answer] >= threshold);
    const share = (part: number, whole: number) => (whole === 0 ? Number.NaN : part / whole);
    const worn = judged.filter(({ label }) => label === LABELS[0]).length;
    return {
      threshold,
      answered: share(sure.length, judged.length),
      accuracy: share(sure.filter(({ answer, label }) => answer === label).length, sure.length),
      falseAccepts: share(
        sure.filter(({ answer, label }) => answer === 'mask' && label !== 'mask').length,
        judged.length - worn,
      ),
      falseRejects: share(
        sure.filter(({ answer, label }) => answer !== 'mask' && label === 'mask').length,
        worn,
      ),
    };
  });
}
