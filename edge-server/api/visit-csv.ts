import type { Context } from 'hono';
import { BYTE_ORDER_MARK, csvLine, type DecimalSign } from '../contract/csv.ts';
import { HistoryRow, type VisitList } from '../contract/index.ts';
import { streamDownload } from './download.ts';

/** Columns of the row that are no single value. */
const LEFT_OUT = new Set<keyof HistoryRow>(['correction', 'reasons']);
const COLUMNS = (Object.keys(HistoryRow.shape) as (keyof HistoryRow)[]).filter((name) => !LEFT_OUT.has(name));

const HEAD = [...COLUMNS, 'reasons', 'synced', 'marked'];

/** A visit as a line: the columns of `history` under their names; reasons by spaces. */
function line(visit: VisitList['visits'][number], decimal: DecimalSign): string {
  const cells = COLUMNS.map((name) => visit[name] as string | number | boolean | null);
  return csvLine([...cells, visit.reasons.join(' '), visit.synced, visit.mark?.label ?? null], decimal);
}

/** What a page of visits has to have; `next` asks for the one behind it. */
interface Page {
  visits: VisitList['visits'];
  next: string | null;
}

/**
 * Visits as CSV (RFC 4180), page by page as they are read. The first page is read before the answer begins, so that
 * a store that is away is an error and no half file.
 */
export async function downloadVisits(
  c: Context,
  now: Date,
  decimal: DecimalSign,
  read: (before: string | null) => Page | Promise<Page>,
): Promise<Response> {
  let page = await read(null);
  let head = BYTE_ORDER_MARK + csvLine(HEAD, decimal);
  const next = async () => {
    if (head === '') {
      if (page.next === null) return null;
      page = await read(page.next);
    }
    const piece = head + page.visits.map((visit) => line(visit, decimal)).join('');
    head = '';
    return piece;
  };
  const name = `kf99-visits-${now.toISOString().slice(0, 10)}.csv`;
  return streamDownload(c, { name, type: 'text/csv; charset=utf-8', next });
}
