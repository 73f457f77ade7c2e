import type { StatisticsPeriod } from '../../../../edge-server/contract/statistics.ts';
import { totalsOf } from '../../../../edge-server/figures/totals.ts';
import { language } from '../../../shared/language.ts';
import { Icon } from '../../components/icons.tsx';
import { t } from './messages.ts';

interface TotalsProps {
  period: StatisticsPeriod;
  previous: StatisticsPeriod | null;
}

/** The range in a few figures, each with what it was in the period before. */
export function Totals({ period, previous }: TotalsProps) {
  const before = previous && totalsOf(previous, language.value);
  return (
    <dl class="totals">
      {totalsOf(period, language.value).map(({ name, value, verdict }, i) => (
        <div key={name} class={verdict ?? ''}>
          <dt>
            {verdict && <Icon name={verdict} />}
            {name}
          </dt>
          <dd>
            <strong>{value}</strong>
            {before && <span class="hint">{t('change', { before: before[i]!.value })}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
