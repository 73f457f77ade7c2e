import type { Statistics } from '../../../../edge-server/contract/statistics.ts';
import type { Reason } from '../../../../edge-server/contract/verdict.ts';
import { language } from '../../../shared/language.ts';
import { ChartCard } from '../../components/chart-card.tsx';
import { verdictColumns } from '../../components/verdict-columns.ts';
import { reasonWords } from '../../components/visit-cells.tsx';
import { t as common } from '../../messages/text.ts';
import { BarList } from './bar-list.tsx';
import { bucketLabels } from './labels.ts';
import { t } from './messages.ts';

/** Below and above these a bin is drawn even when it is empty, so that the shape can be compared. */
const LEAST_TENTHS = 345;
const MOST_TENTHS = 385;
/** Bins that are drawn: a reading of a kettle must not squeeze everybody into one bar. */
const FIRST_TENTHS = 330;
const LAST_TENTHS = 420;

export function OverTime({ answer }: { answer: Statistics }) {
  const { period, previous, bucket, zone } = answer;
  const labels = bucketLabels(
    period.buckets.map(({ start }) => start),
    bucket,
    zone,
    language.value,
  );
  const peak = period.buckets.reduce(
    (most, { attempts }, i) => (attempts > period.buckets[most]!.attempts ? i : most),
    0,
  );
  return (
    <ChartCard
      title={t('by_time')}
      labelName={t(`bucket_${bucket}`)}
      labels={labels}
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
  const counts = new Map<number, number>();
  const measured = bins.reduce((sum, { count }) => sum + count, 0);
  for (const { tenths, count } of bins) {
    const shown = Math.min(Math.max(tenths, FIRST_TENTHS), LAST_TENTHS);
    counts.set(shown, (counts.get(shown) ?? 0) + count);
  }
  const first = Math.min(LEAST_TENTHS, ...counts.keys());
  const last = Math.max(MOST_TENTHS, ...counts.keys());
  const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const peak = shown.reduce(
    (most, tenths) => ((counts.get(tenths) ?? 0) > (counts.get(most) ?? 0) ? tenths : most),
    first,
  );
  const label = (tenths: number) => {
    const edge = tenths === FIRST_TENTHS ? '≤ ' : tenths === LAST_TENTHS ? '≥ ' : '';
    return edge + (tenths / 10).toLocaleString(language.value, { minimumFractionDigits: 1 });
  };
  return (
    <ChartCard
      title={t('temperature')}
      hint={
        broken === 0
          ? t('temperature_missing', { n: missing })
          : t('temperature_broken', { n: missing, broken })
      }
      labelName={t('temperature_label')}
      labels={shown.map(label)}
      columns={[
        {
          key: 'count',
          name: t('count'),
          token: '--accent',
          values: shown.map((tenths) => counts.get(tenths) ?? 0),
        },
      ]}
      none={t('none')}
      summary={t('temperature_summary', { n: measured, peak: label(peak) })}
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

export function Reasons({ answer: { period, previous } }: { answer: Statistics }) {
  const tokens = new Map<string, string>(Object.entries(REASON_TOKENS));
  const found = { ...previous?.reasons, ...period.reasons };
  const occurred = Object.keys(found).filter(
    (reason) => (period.reasons[reason] ?? 0) > 0 || (previous?.reasons[reason] ?? 0) > 0,
  );
  const rows = occurred.map((reason) => ({
    key: reason,
    name: reasonWords(reason),
    count: period.reasons[reason] ?? 0,
    before: previous ? (previous.reasons[reason] ?? 0) : undefined,
    token: tokens.get(reason) ?? '--staff-mark',
  }));
  rows.sort((a, b) => b.count - a.count);
  return <BarList title={t('reasons')} rows={rows} total={period.totals.attempts} none={t('reasons_none')} />;
}

const MASK_TOKENS = {
  mask: '--pass-mark',
  no_mask: '--deny-mark',
  incorrect: '--adjust-mark',
  undecided: '--staff-mark',
} as const;

export function Masks({ answer: { period, previous } }: { answer: Statistics }) {
  const rows = (Object.keys(MASK_TOKENS) as (keyof typeof MASK_TOKENS)[]).map((mask) => ({
    key: mask,
    name: common(`mask_${mask}`),
    count: period.masks[mask],
    before: previous?.masks[mask],
    token: MASK_TOKENS[mask],
  }));
  return <BarList title={t('masks')} rows={rows} total={period.totals.attempts} none={t('none')} />;
}
