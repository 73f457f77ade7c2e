import { useId } from 'preact/hooks';
import type { NamedCount } from '../../../../edge-server/figures/counts.ts';
import { percent } from '../../../../edge-server/words/percent.ts';
import { language } from '../../../shared/language.ts';
import { t } from './messages.ts';

export interface BarRow extends NamedCount {
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
                <td class="hint">{percent(total === 0 ? 0 : count / total, language.value)}</td>
                {compared && <td class="hint">{before?.toLocaleString(language.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
