import { useRef } from 'preact/hooks';
import type { VisitList } from '../../../../edge-server/contract/visit-query.ts';
import { language } from '../../../shared/language.ts';
import { hrefOf } from '../../app/router.ts';
import { Empty } from '../../components/error-view.tsx';
import { Icon } from '../../components/icons.tsx';
import { Unreadable } from '../../components/unread.tsx';
import { maskDetail, ReasonsCell, TemperatureCell, VerdictChip } from '../../components/visit-cells.tsx';
import { clockTime, otherDay } from '../../format/time.ts';
import type { VisitRow } from '../../format/visit.ts';
import { t } from '../../messages/text.ts';
import { t as own } from './messages.ts';

interface LastVisitsProps {
  visits: VisitList;
  zone: string;
  day: string;
  /** Of all kiosks: each line says of which, and none waits to be sent. */
  ofKiosks?: boolean;
}

/** The newest visits. A row that comes while the page is open is lit up for a moment. */
export function LastVisits({ visits, zone, day, ofKiosks = false }: LastVisitsProps) {
  const seen = useRef<number | null>(null);
  if (seen.current === null) seen.current = visits.visits[0]?.seq ?? 0;
  return (
    <section class="card visits" aria-labelledby="visits-title">
      <div class="card-head">
        <h2 id="visits-title">{t('last_visits')}</h2>
        <a href={hrefOf('visits')}>{own('all_visits')}</a>
      </div>
      {visits.visits.length === 0 ? (
        <Empty title={t('visits_none')} hint={t('visits_none_hint')} />
      ) : (
        <table class="visit-table" aria-labelledby="visits-title">
          <thead>
            <tr>
              {(
                ['time', 'verdict', 'reasons', 'mask', 'temperature', ofKiosks ? 'of_kiosk' : 'sent'] as const
              ).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {visits.visits.map((row) => (
              <Row
                key={row.id}
                row={row}
                zone={zone}
                day={day}
                fresh={row.seq > (seen.current ?? 0)}
                ofKiosks={ofKiosks}
              />
            ))}
          </tbody>
        </table>
      )}
      <Unreadable n={visits.unreadable} />
    </section>
  );
}

interface RowProps {
  row: VisitRow;
  zone: string;
  day: string;
  fresh: boolean;
  ofKiosks: boolean;
}

function Row({ row, zone, day, fresh, ofKiosks }: RowProps) {
  const date = otherDay(row.visited, day, language.value, zone);
  return (
    <tr class={fresh ? 'fresh' : ''}>
      <td class="at">
        {date && <span class="hint">{date} </span>}
        <a href={hrefOf('visits', [row.id])}>
          <time dateTime={row.visited}>{clockTime(row.visited, language.value, zone)}</time>
        </a>
        {row.clock === 'unsynchronised' && <span class="mark adjust">{t('clock_unset')}</span>}
      </td>
      <td class="verdict">
        <VerdictChip verdict={row.verdict} />
      </td>
      <td class="reasons">
        <ReasonsCell row={row} />
      </td>
      <td class="mask">
        <span class="phone-label">{t('mask')} </span>
        {t(`mask_${row.mask}`)} <span class="hint">{maskDetail(row)}</span>
      </td>
      <td class="temperature">
        <TemperatureCell row={row} />
      </td>
      {ofKiosks ? (
        <td class="of-kiosk">{row.kiosk_id}</td>
      ) : (
        <td class="sent">
          <span class={row.synced ? 'synced' : 'waiting'}>
            <Icon name={row.synced ? 'synced' : 'waiting'} />
            <span class="sent-word">{row.synced ? t('synced') : t('waiting')}</span>
          </span>
        </td>
      )}
    </tr>
  );
}
