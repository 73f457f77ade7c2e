import { useId } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { t } from './messages.ts';

export interface BarRow {
  key: string;
  name: string;
  count: number;
  /** Of the period before; undefined without one. */
  before: number | undefined;
  token: string;
}

interface BarListProps {
  title: string;
  rows: readonly BarRow[];
  /** What the shares are of. */
  total: number;
  none: string;
}

/** Counts of a few named things: a table with a bar behind each number. */
export function BarList({ title, rows, total, none }: BarListProps) {
  const id = useId();
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const compared = rows.some(({ before }) => before !== undefined);
  const percent = (count: number) =>
    (total === 0 ? 0 : count / total).toLocaleString(language.value, {
      style: 'percent',
      maximumFractionDigits: 1,
    });
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {rows.every(({ count, before }) => count === 0 && !before) ? (
        <p class="hint">{none}</p>
      ) : (
        <table class="bar-list" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('count')}</th>
              <th scope="col">{t('share')}</th>
              {compared && <th scope="col">{t('previous')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, count, before, token }) => (
              <tr key={key}>
                <th scope="row">
                  <span>{name}</span>
                  <i style={{ width: `${(count / most) * 100}%`, background: `var(${token})` }} />
                </th>
                <td>{count.toLocaleString(language.value)}</td>
                <td class="hint">{percent(count)}</td>
                {compared && <td class="hint">{before?.toLocaleString(language.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
