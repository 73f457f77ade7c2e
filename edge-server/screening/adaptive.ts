import { median } from '../../models/pipeline/median.ts';

/** Visitors of whom the median is taken, and how few say nothing yet. */
export const MEDIAN_OF = 50;
const LEAST = 20;

/**
 * The adaptive fever threshold in °C: the running median of the site plus a margin. Skin is colder on a winter
 * morning than on a summer noon, and the median moves with it while one feverish visitor does not move the
 * median. It stands beside the fixed threshold for staff to see; the verdict does not use it.
 *
 * @param estimates of the last visitors, °C
 * @returns null while there are too few of them
 */
export function adaptiveThreshold(estimates: readonly number[], margin: number): number | null {
  if (estimates.length < LEAST) return null;
  return Math.round((median(estimates) + margin) * 100) / 100;
}
