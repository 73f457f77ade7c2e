import type { StatisticsPeriod } from '../contract/statistics.ts';
import type { VerdictKind } from '../contract/verdict.ts';
import type { StaffLanguage } from '../words/language.ts';
import { percent } from '../words/percent.ts';
import { statisticsText } from '../words/statistics/index.ts';

/** A period's figure, in words and as a number; null where there is nothing to count. `verdict` colours it. */
export interface Figure {
  name: string;
  value: string;
  /** Counts, a share from 0 to 1, or seconds. */
  number: number | null;
  verdict: VerdictKind | null;
}

/** A period in a few figures: the four verdicts first. */
export function totalsOf({ totals, duration_ms }: StatisticsPeriod, language: StaffLanguage): Figure[] {
  const t = statisticsText(language);
  const figure = (name: string, number: number | null, words: (number: number) => string): Figure => ({
    name,
    value: number === null ? '–' : words(number),
    number,
    verdict: null,
  });
  const count = (name: string, number: number) => figure(name, number, (n) => n.toLocaleString(language));
  const verdict = (kind: VerdictKind): Figure => ({
    ...count(t(`verdict_${kind}`), totals[kind]),
    verdict: kind,
  });
  const tenths = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const seconds = (name: string, ms: number | undefined) =>
    figure(name, ms === undefined ? null : ms / 1000, (n) =>
      t('seconds', { value: n.toLocaleString(language, tenths) }),
    );
  const letIn = totals.pass + totals.staff;
  const decided = letIn + totals.deny;
  return [
    verdict('pass'),
    verdict('deny'),
    verdict('adjust'),
    verdict('staff'),
    count(t('visitors'), totals.visitors),
    count(t('attempts'), totals.attempts),
    figure(t('pass_share'), decided === 0 ? null : letIn / decided, (share) => percent(share, language)),
    seconds(t('p50'), duration_ms?.p50),
    seconds(t('p99'), duration_ms?.p99),
  ];
}
