import type { StatisticsPeriod } from '../../../../edge-server/contract/statistics.ts';
import { language } from '../../../shared/language.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';

interface TotalsProps {
  period: StatisticsPeriod;
  previous: StatisticsPeriod | null;
}

/** The range in a few figures, each with what it was in the period before. */
export function Totals({ period, previous }: TotalsProps) {
  const number = (value: number) => value.toLocaleString(language.value);
  const share = ({ totals }: StatisticsPeriod) => {
    const decided = totals.pass + totals.staff + totals.deny;
    return decided === 0
      ? '–'
      : ((totals.pass + totals.staff) / decided).toLocaleString(language.value, {
          style: 'percent',
          maximumFractionDigits: 1,
        });
  };
  const figure = (name: string, of: (each: StatisticsPeriod) => string, tone: IconName | null) => ({
    name,
    value: of(period),
    before: previous && of(previous),
    tone,
  });
  const figures = [
    figure(common('verdict_pass'), ({ totals }) => number(totals.pass), 'pass'),
    figure(common('verdict_deny'), ({ totals }) => number(totals.deny), 'deny'),
    figure(common('verdict_adjust'), ({ totals }) => number(totals.adjust), 'adjust'),
    figure(common('verdict_staff'), ({ totals }) => number(totals.staff), 'staff'),
    figure(t('visitors'), ({ totals }) => number(totals.visitors), null),
    figure(t('attempts'), ({ totals }) => number(totals.attempts), null),
    figure(t('pass_share'), share, null),
    figure(t('p50'), (each) => seconds(each.duration_ms?.p50), null),
    figure(t('p99'), (each) => seconds(each.duration_ms?.p99), null),
  ];
  return (
    <dl class="totals">
      {figures.map(({ name, value, before, tone }) => (
        <div key={name} class={tone ?? ''}>
          <dt>
            {tone && <Icon name={tone} />}
            {name}
          </dt>
          <dd>
            <strong>{value}</strong>
            {before !== null && <span class="hint">{t('change', { before })}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function seconds(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return t('seconds', {
    value: (ms / 1000).toLocaleString(language.value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  });
}
