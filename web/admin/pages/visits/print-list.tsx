import { language } from '../../../shared/language.ts';
import { maskDetail, ReasonsCell, TemperatureCell, VerdictChip } from '../../components/visit-cells.tsx';
import { fullTime } from '../../format/time.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';
import type { Held } from './visit-pages.ts';

/** Visits on one print at the most: about 25 sheets. */
export const MOST_PRINTED = 1000;

interface PrintListProps {
  held: Pick<Held, 'rows' | 'next'>;
  filter: Readonly<Record<string, string>>;
  zone: string;
  ofKiosks: boolean;
}

/** The list as it stands on paper: what narrows it, each visit, and whether there are more. */
export function PrintList({ held: { rows, next }, filter, zone, ofKiosks }: PrintListProps) {
  const printed = rows.slice(0, MOST_PRINTED);
  const all = next === null && printed.length === rows.length;
  const conditions = Object.entries(filter).map(([key, value]) => conditionWords(key, value));
  return (
    <>
      <p class="hint">
        {all ? t('all', { n: printed.length }) : t('printed_part', { n: printed.length })}
        {conditions.length > 0 && ` · ${conditions.join(', ')}`}
      </p>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">{common('time')}</th>
            {ofKiosks && <th scope="col">{t('kiosk')}</th>}
            <th scope="col">{common('verdict')}</th>
            <th scope="col">{common('reasons')}</th>
            <th scope="col">{common('mask')}</th>
            <th scope="col">{common('temperature')}</th>
          </tr>
        </thead>
        <tbody>
          {printed.map((row) => (
            <tr key={row.id}>
              <th scope="row">{fullTime(row.visited, language.value, zone)}</th>
              {ofKiosks && <td>{row.kiosk_id}</td>}
              <td>
                <VerdictChip verdict={row.verdict} />
              </td>
              <td>
                <ReasonsCell row={row} />
              </td>
              <td>
                {common(`mask_${row.mask}`)} <span class="hint">{maskDetail(row)}</span>
              </td>
              <td>
                <TemperatureCell row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A condition as `Verdict: Denied`; one whose value is no word is shown as it is. */
function conditionWords(key: string, value: string): string {
  switch (key) {
    case 'verdict':
      return `${common('verdict')}: ${common(`verdict_${value}` as 'verdict_pass')}`;
    case 'reason':
      return `${common('reasons')}: ${common(`reason_${value}` as 'reason_fever')}`;
    case 'mask':
      return `${common('mask')}: ${common(`mask_${value}` as 'mask_mask')}`;
    case 'simulated':
      return t(value === '1' ? 'simulated_only' : 'real_only');
    case 'marked':
      return t('marked_only');
    case 'from':
    case 'to':
    case 'least_c':
    case 'most_c':
    case 'text':
    case 'kiosk':
    case 'site':
      return `${t(key)}: ${value}`;
    default:
      return `${key}: ${value}`;
  }
}
