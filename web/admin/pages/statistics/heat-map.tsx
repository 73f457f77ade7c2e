import { useId } from 'preact/hooks';
import type { StatisticsPeriod } from '../../../../edge-server/contract/statistics.ts';
import { language } from '../../../shared/language.ts';
import { weekdayNames } from './labels.ts';
import { t } from './messages.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Attempts by weekday and hour: a table whose cells are coloured by their number, so that it is its own table. */
export function HeatMap({ heat }: Pick<StatisticsPeriod, 'heat'>) {
  const id = useId();
  const most = Math.max(1, ...heat.flat());
  const short = weekdayNames(language.value, 'short');
  const long = weekdayNames(language.value, 'long');
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{t('heat')}</h2>
        <p class="hint">{t('heat_hint')}</p>
      </div>
      {/* Wider than a phone: whoever has no pointer scrolls it by the arrow keys. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard (axe: scrollable-region-focusable). */}
      <section class="table-scroll" tabIndex={0} aria-label={t('heat_hint')}>
        <table class="heat">
          <caption class="unseen">{t('heat')}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">{t('weekday')}</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {heat.map((hours, day) => (
              <tr key={short[day]}>
                <th scope="row" abbr={long[day]}>
                  {short[day]}
                </th>
                {hours.map((n, hour) => (
                  <td
                    key={HOURS[hour]}
                    style={{ '--share': n === 0 ? '0%' : `${Math.round(6 + (n / most) * 94)}%` }}
                    title={t('heat_cell', { day: long[day]!, hour, n })}
                  >
                    {n > 0 ? n.toLocaleString(language.value) : <span class="unseen">0</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
