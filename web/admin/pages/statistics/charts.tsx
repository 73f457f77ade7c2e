import type { Statistics } from '../../../../edge-server/contract/statistics.ts';
import type { Reason } from '../../../../edge-server/contract/verdict.ts';
import { maskCounts, reasonCounts } from '../../../../edge-server/figures/counts.ts';
import { bucketDates, bucketLabels } from '../../../../edge-server/figures/labels.ts';
import { temperatureBars } from '../../../../edge-server/figures/temperatures.ts';
import { language } from '../../../shared/language.ts';
import { ChartCard } from '../../components/chart-card.tsx';
import { verdictColumns } from '../../components/verdict-columns.ts';
import { BarList } from './bar-list.tsx';
import { t } from './messages.ts';

export function OverTime({ answer }: { answer: Statistics }) {
  const { period, previous, bucket, zone } = answer;
  const starts = period.buckets.map(({ start }) => start);
  const labels = bucketLabels(starts, bucket, zone, language.value);
  const peak = period.buckets.reduce(
    (most, { attempts }, i) => (attempts > period.buckets[most]!.attempts ? i : most),
    0,
  );
  return (
    <ChartCard
      title={t('by_time')}
      labelName={t(`bucket_${bucket}`)}
      labels={labels}
      rows={bucketDates(starts, bucket, zone)}
      columns={verdictColumns(period.buckets)}
      previous={
        previous
          ? {
              name: t('previous'),
              values: previous.buckets.slice(0, labels.length).map(({ attempts }) => attempts),
            }
          : undefined
      }
      none={t('none')}
      summary={t('by_time_summary', {
        total: period.totals.attempts,
        label: labels[peak] ?? '',
        peak: period.buckets[peak]?.attempts ?? 0,
      })}
    />
  );
}

export function Temperatures({ answer }: { answer: Statistics }) {
  const { bins, missing } = answer.period.temperature;
  const broken = answer.period.reasons.thermometer_broken;
  const measured = bins.reduce((sum, { count }) => sum + count, 0);
  const { labels, values } = temperatureBars(answer.period, language.value);
  const peak = values.indexOf(Math.max(...values));
  return (
    <ChartCard
      title={t('temperature')}
      hint={
        broken === 0
          ? t('temperature_missing', { n: missing })
          : t('temperature_broken', { n: missing, broken })
      }
      labelName={t('temperature_label')}
      labels={labels}
      columns={[{ key: 'plain', name: t('count'), token: '--accent', values }]}
      none={t('none')}
      summary={t('temperature_summary', { n: measured, peak: labels[peak] ?? '' })}
    />
  );
}

const REASON_TOKENS = {
  no_mask: '--deny-mark',
  mask_incorrect: '--adjust-mark',
  undecided: '--staff-mark',
  fever: '--deny-mark',
  too_cold: '--staff-mark',
  temperature_missing: '--adjust-mark',
  thermometer_broken: '--staff-mark',
  not_calibrated: '--adjust-mark',
  medical_exemption: '--staff-mark',
  child: '--staff-mark',
  broken_sensor: '--staff-mark',
  staff_other: '--staff-mark',
} as const satisfies Record<Reason, string>;

export function Reasons({ answer }: { answer: Statistics }) {
  const tokens = new Map<string, string>(Object.entries(REASON_TOKENS));
  const rows = reasonCounts(answer, language.value).map((row) => ({
    ...row,
    token: tokens.get(row.key) ?? '--staff-mark',
  }));
  const { attempts } = answer.period.totals;
  return <BarList title={t('reasons')} rows={rows} total={attempts} none={t('reasons_none')} />;
}

const MASK_TOKENS = {
  mask: '--pass-mark',
  no_mask: '--deny-mark',
  incorrect: '--adjust-mark',
  undecided: '--staff-mark',
} as const;

export function Masks({ answer }: { answer: Statistics }) {
  const rows = maskCounts(answer, language.value).map((row) => ({ ...row, token: MASK_TOKENS[row.key] }));
  return <BarList title={t('masks')} rows={rows} total={answer.period.totals.attempts} none={t('none')} />;
}
