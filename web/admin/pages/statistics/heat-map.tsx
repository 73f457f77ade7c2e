import { useId } from 'preact/hooks';
import type { StatisticsPeriod } from '../../../../edge-server/contract/statistics.ts';
import { weekdayNames } from '../../../../edge-server/figures/labels.ts';
import { language } from '../../../shared/language.ts';
import { narrow } from '../../app/wide.ts';
import { t } from './messages.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = Array.from({ length: 7 }, (_, day) => day);

/**
 * Attempts by weekday and hour: a table whose cells are coloured by their number, so that it is its own table. On a
 * phone the hours go down, since 24 of them have no room beside each other.
 */
export function HeatMap({ heat }: Pick<StatisticsPeriod, 'heat'>) {
  const id = useId();
  const most = Math.max(1, ...heat.flat());
  const short = weekdayNames(language.value, 'short');
  const long = weekdayNames(language.value, 'long');
  const cell = (day: number, hour: number) => {
    const n = heat[day]![hour]!;
    return (
      <td
        key={`${day} ${hour}`}
        style={{ '--share': n === 0 ? '0%' : `${Math.round(6 + (n / most) * 94)}%` }}
        title={t('heat_cell', { day: long[day]!, hour, n })}
      >
        {n > 0 ? n.toLocaleString(language.value) : <span class="unseen">0</span>}
      </td>
    );
  };
  const dayHead = (day: number, scope: 'col' | 'row') => (
    <th key={short[day]} scope={scope} abbr={long[day]}>
      {short[day]}
    </th>
  );
  const hourHead = (hour: number, scope: 'col' | 'row') => (
    <th key={hour} scope={scope}>
      {hour}
    </th>
  );
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{t('heat')}</h2>
      </div>
      <table class="heat">
        <caption class="unseen">{t('heat')}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t(narrow.value ? 'hour' : 'weekday')}</span>
            </th>
            {narrow.value
              ? DAYS.map((day) => dayHead(day, 'col'))
              : HOURS.map((hour) => hourHead(hour, 'col'))}
          </tr>
        </thead>
        <tbody>
          {narrow.value
            ? HOURS.map((hour) => (
                <tr key={hour}>
                  {hourHead(hour, 'row')}
                  {DAYS.map((day) => cell(day, hour))}
                </tr>
              ))
            : DAYS.map((day) => (
                <tr key={day}>
                  {dayHead(day, 'row')}
                  {HOURS.map((hour) => cell(day, hour))}
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  );
}
