import type { StatisticsPeriod } from '../contract/statistics.ts';
import type { StaffLanguage } from '../words/language.ts';

/** Below and above these a bin is drawn even when it is empty, so that the shape can be compared. */
const LEAST_TENTHS = 345;
const MOST_TENTHS = 385;
/** Bins that are drawn: a reading of a kettle must not squeeze everybody into one bar. */
const FIRST_TENTHS = 330;
const LAST_TENTHS = 420;

/** Bars of a period's temperatures, from the coldest, a tenth of a degree each; the outermost hold all beyond them. */
export function temperatureBars(
  { temperature: { bins } }: Pick<StatisticsPeriod, 'temperature'>,
  language: StaffLanguage,
): { labels: string[]; values: number[] } {
  const counts = new Map<number, number>();
  for (const { tenths, count } of bins) {
    const shown = Math.min(Math.max(tenths, FIRST_TENTHS), LAST_TENTHS);
    counts.set(shown, (counts.get(shown) ?? 0) + count);
  }
  const first = Math.min(LEAST_TENTHS, ...counts.keys());
  const last = Math.max(MOST_TENTHS, ...counts.keys());
  const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const label = (tenths: number) => {
    const edge = tenths === FIRST_TENTHS ? '≤ ' : tenths === LAST_TENTHS ? '≥ ' : '';
    return edge + (tenths / 10).toLocaleString(language, { minimumFractionDigits: 1 });
  };
  return { labels: shown.map(label), values: shown.map((tenths) => counts.get(tenths) ?? 0) };
}
