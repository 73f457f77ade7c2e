import { language } from '../../../shared/language.ts';
import { Icon } from '../../components/icons.tsx';
import { maskDetail, ReasonsCell, TemperatureCell, VerdictChip } from '../../components/visit-cells.tsx';
import { clockTime, dayOf, otherDay } from '../../format/time.ts';
import type { VisitRow } from '../../format/visit.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';

interface VisitLineProps {
  row: VisitRow;
  index: number;
  /** Lines in all; -1 while that is not known. */
  count: number;
  /** px from the top of the list. */
  top: number;
  /** The one line that Tab leads to. */
  active: boolean;
  href: string;
  zone: string;
  /** Of all kiosks: the line says of which, and none waits to be sent. */
  ofKiosks: boolean;
  focused(): void;
}

/** One visit of the list: a link to all about it. */
export function VisitLine({ row, index, count, top, active, href, zone, ofKiosks, focused }: VisitLineProps) {
  const date = otherDay(row.visited, dayOf(Date.now(), zone), language.value, zone);
  return (
    <li style={{ top: `${top}px` }} aria-posinset={index + 1} aria-setsize={count}>
      <a href={href} data-row={index} tabIndex={active ? 0 : -1} onFocus={focused}>
        <span class="line-at">
          {date && <span class="hint">{date} </span>}
          <time dateTime={row.visited}>{clockTime(row.visited, language.value, zone)}</time>
          {row.clock === 'unsynchronised' && <span class="mark adjust">{common('clock_unset')}</span>}
        </span>
        <span class="line-verdict">
          <VerdictChip verdict={row.verdict} />
        </span>
        <span class="line-reasons">
          {row.mark && (
            <span class="mark staff">{t('marked_as', { label: common(`mask_${row.mark.label}`) })}</span>
          )}
          <ReasonsCell row={row} />
        </span>
        <span class="line-mask">
          {common(`mask_${row.mask}`)} <span class="hint">{maskDetail(row)}</span>
        </span>
        <span class="line-temperature">
          <TemperatureCell row={row} />
        </span>
        {ofKiosks ? (
          <span class="line-kiosk">{row.kiosk_id}</span>
        ) : (
          <span class={`line-sent ${row.synced ? 'synced' : 'waiting'}`}>
            <Icon name={row.synced ? 'synced' : 'waiting'} />
            <span class="unseen">{common(row.synced ? 'synced' : 'waiting')}</span>
          </span>
        )}
      </a>
    </li>
  );
}
