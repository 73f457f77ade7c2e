import type { Statistics } from '../contract/statistics.ts';
import { Reason } from '../contract/verdict.ts';
import type { StaffLanguage } from '../words/language.ts';
import { statisticsText } from '../words/statistics/index.ts';

/** How often something was, and in the period before; undefined where none is compared. */
export interface NamedCount<Key extends string = string> {
  key: Key;
  name: string;
  count: number;
  before: number | undefined;
}

type Periods = Pick<Statistics, 'period' | 'previous'>;

const MASKS = ['mask', 'no_mask', 'incorrect', 'undecided'] as const;

/** Reasons that occurred, the most frequent first; one that only a newer kiosk knows is named by its code. */
export function reasonCounts({ period, previous }: Periods, language: StaffLanguage): NamedCount[] {
  const t = statisticsText(language);
  const rows = Object.keys({ ...previous?.reasons, ...period.reasons }).map((key) => {
    const known = Reason.safeParse(key).data;
    return {
      key,
      name: known === undefined ? key : t(`reason_${known}`),
      count: period.reasons[key] ?? 0,
      before: previous ? (previous.reasons[key] ?? 0) : undefined,
    };
  });
  return rows.filter(({ count, before }) => count > 0 || (before ?? 0) > 0).sort((a, b) => b.count - a.count);
}

/** What was decided on the mask. */
export function maskCounts(
  { period, previous }: Periods,
  language: StaffLanguage,
): NamedCount<(typeof MASKS)[number]>[] {
  const t = statisticsText(language);
  return MASKS.map((key) => ({
    key,
    name: t(`mask_${key}`),
    count: period.masks[key],
    before: previous?.masks[key],
  }));
}
