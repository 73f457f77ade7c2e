import { language } from '../../../shared/language.ts';
import { KINDS, totalOf } from '../../format/hours.ts';
import { t } from '../../messages/text.ts';
import type { ChartData } from './chart.ts';

/** The chart's numbers. `unseen` keeps it for screen readers while the chart is shown. */
export function HourTable({ hours, labels, unseen }: ChartData & { unseen: boolean }) {
  return (
    <div class={unseen ? 'unseen' : 'table-scroll'}>
      <table class="numbers">
        <caption class="unseen">{t('by_hour')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('hour')}</th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                {t(`verdict_${kind}`)}
              </th>
            ))}
            <th scope="col">{t('total')}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour, index) => (
            <tr key={hour.start}>
              <th scope="row">{labels[index]}</th>
              {KINDS.map((kind) => (
                <td key={kind}>{hour[kind].toLocaleString(language.value)}</td>
              ))}
              <td>{totalOf(hour).toLocaleString(language.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
