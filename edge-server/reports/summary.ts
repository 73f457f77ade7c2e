import { totalsOf } from '../figures/totals.ts';
import { reportText } from '../words/report/index.ts';
import { statisticsText } from '../words/statistics/index.ts';
import { type ReportContent, whereOf } from './content.ts';

/** The figures of the week as plain text, a line each. */
export function reportSummary(content: ReportContent): string {
  const { answer, week, language } = content;
  const { period, previous } = answer;
  const t = reportText(language);
  const words = statisticsText(language);
  const before = previous && totalsOf(previous, language);
  const figures = totalsOf(period, language).map(({ name, value }, i) => {
    const earlier = before ? ` (${words('change', { before: before[i]!.value })})` : '';
    return `${name}: ${value}${earlier}`;
  });
  const days = t('days', { from: period.from, to: period.to, week, zone: answer.zone });
  return [whereOf(content), days, '', ...figures, '', t('attached'), t('nobody')].join('\n');
}
