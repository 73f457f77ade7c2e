import { median } from '../../models/pipeline/median.ts';
import type { Settings } from '../contract/index.ts';

/** Visitors of whom the median is taken, and how few say nothing yet. */
export const MEDIAN_OF = 50;
export const LEAST_RECENT = 20;
/**
 * How far the threshold by recent visitors may be from the fixed one, °C. Down: foreheads that have just come in from
 * frost. Up: no hot day and no crowd of feverish people may hide a fever for good.
 */
const DOWN = 2.5;
const UP = 0.5;

/** What decides on an estimate, °C. */
export interface Limits {
  /** At or over it is a fever; null when nothing is, because the thermometer was never calibrated. */
  fever_c: number | null;
  /** Under it there is no temperature; null when any will do. */
  lowest_c: number | null;
}

type Rules = Pick<Settings, 'feverRule' | 'feverThreshold' | 'recentMargin' | 'lowestPlausible'>;

/**
 * What counts as a fever, and as too cold.
 *
 * `fixed` compares with a temperature of the body. `recent` compares with the site's last visitors: their median plus a
 * margin, within bounds around the fixed threshold, which also holds until there are enough of them. The median moves
 * with season, room and sensor, and one feverish visitor does not move it. Thermal screening products work so: an
 * alarm is above a moving average plus an allowed deviation, 1 °C as delivered (FLIR Screen-EST, 'Relative screening
 * method'; FLIR Elara, 'Temperature Offset').
 *
 * @param estimates of the last visitors under the calibration in force, °C
 */
export function limits(estimates: readonly number[], settings: Rules): Limits {
  const { feverRule, feverThreshold, lowestPlausible } = settings;
  switch (feverRule) {
    case 'fixed':
      return { fever_c: feverThreshold, lowest_c: lowestPlausible };
    case 'recent':
      return { fever_c: byRecent(estimates, settings) ?? feverThreshold, lowest_c: lowestPlausible - DOWN };
  }
}

/** The threshold by recent visitors, °C; null while there are too few of them. */
export function byRecent(
  estimates: readonly number[],
  { feverThreshold, recentMargin }: Pick<Rules, 'feverThreshold' | 'recentMargin'>,
): number | null {
  if (estimates.length < LEAST_RECENT) return null;
  const wanted = median(estimates) + recentMargin;
  return Math.round(Math.min(feverThreshold + UP, Math.max(feverThreshold - DOWN, wanted)) * 100) / 100;
}
