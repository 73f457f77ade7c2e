import { BYTE_ORDER_MARK, csvLine, labelCell } from '../contract/csv.ts';
import { maskCounts, type NamedCount, reasonCounts } from '../figures/counts.ts';
import { bucketDates, weekdayNames } from '../figures/labels.ts';
import { temperatureBars } from '../figures/temperatures.ts';
import { totalsOf } from '../figures/totals.ts';
import { reportText } from '../words/report/index.ts';
import { statisticsText } from '../words/statistics/index.ts';
import type { ReportContent } from './content.ts';

type Row = (string | number | null)[];

/** A share to a hundredth of a per cent, seconds to less than a millisecond; counts are whole. */
const rounded = (number: number | null) => number && Math.round(number * 1e4) / 1e4;

/** The week as tables for a spreadsheet, one below the other, an empty line between. */
export function reportCsv(content: ReportContent): string {
  const { answer, week, siteName, kioskId, language, decimal } = content;
  const { period, previous } = answer;
  const t = reportText(language);
  const words = statisticsText(language);
  const before = previous && totalsOf(previous, language);
  const named = (title: string, rows: readonly NamedCount[]): Row[] => [
    [title, words('count'), words('previous')],
    ...rows.map(({ name, count, before: earlier = null }): Row => [name, count, earlier]),
  ];
  const days = bucketDates(
    period.buckets.map(({ start }) => start),
    'day',
    answer.zone,
  );
  const bars = temperatureBars(period, language);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const tables: Row[][] = [
    [[t('title'), week, siteName, kioskId, period.from, period.to, answer.zone]],
    [
      [t('figures'), t('value'), words('previous')],
      ...totalsOf(period, language).map(
        ({ name, number }, i): Row => [name, rounded(number), rounded(before?.[i]?.number ?? null)],
      ),
    ],
    [
      [
        t('day'),
        words('verdict_pass'),
        words('verdict_staff'),
        words('verdict_adjust'),
        words('verdict_deny'),
        words('attempts'),
        words('visitors'),
      ],
      ...period.buckets.map(
        ({ pass, staff, adjust, deny, attempts, visitors }, i): Row => [
          days[i]!,
          pass,
          staff,
          adjust,
          deny,
          attempts,
          visitors,
        ],
      ),
    ],
    named(words('reasons'), reasonCounts(answer, language)),
    named(words('masks'), maskCounts(answer, language)),
    [
      [words('temperature_label'), words('count')],
      ...bars.values.flatMap((count, i): Row[] => (count === 0 ? [] : [[labelCell(bars.labels[i]!), count]])),
    ],
    [
      [words('weekday'), ...hours],
      ...period.heat.map((counts, day): Row => [weekdayNames(language, 'long')[day]!, ...counts]),
    ],
  ];
  const text = tables.map((rows) => rows.map((row) => csvLine(row, decimal)).join(''));
  return BYTE_ORDER_MARK + text.join('\r\n');
}
