import type { Today } from '../../../../edge-server/contract/admin.ts';
import { language } from '../../../shared/language.ts';
import { ChartCard } from '../../components/chart-card.tsx';
import { verdictColumns } from '../../components/verdict-columns.ts';
import { busiest, hourLabel, shownHours, totalOf } from '../../format/hours.ts';
import { t } from '../../messages/text.ts';

/** The day by the hour. */
export function Hourly({ today }: { today: Today }) {
  const hours = shownHours(today.hours, today.time_zone);
  const label = (start: string) => hourLabel(start, language.value, today.time_zone);
  const peak = busiest(hours);
  return (
    <ChartCard
      title={t('by_hour')}
      labelName={t('hour')}
      labels={hours.map(({ start }) => label(start))}
      columns={verdictColumns(hours)}
      none={t('by_hour_none')}
      summary={t('by_hour_summary', {
        total: hours.reduce((sum, hour) => sum + totalOf(hour), 0),
        hour: peak ? label(peak.start) : '',
        peak: peak ? totalOf(peak) : 0,
      })}
    />
  );
}
