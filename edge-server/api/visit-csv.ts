import { HistoryRow, type VisitList } from '../contract/index.ts';
import { csvLine } from './csv.ts';

/** Columns of the row that are no single value. */
const LEFT_OUT = new Set<keyof HistoryRow>(['correction', 'reasons']);
const COLUMNS = (Object.keys(HistoryRow.shape) as (keyof HistoryRow)[]).filter((name) => !LEFT_OUT.has(name));

export const VISIT_CSV_HEAD = csvLine([...COLUMNS, 'reasons', 'synced', 'marked']);

/** A visit as a line: the columns of `history` under their names; reasons by spaces. */
export function visitCsvLine(visit: VisitList['visits'][number]): string {
  const cells = COLUMNS.map((name) => visit[name] as string | number | boolean | null);
  return csvLine([...cells, visit.reasons.join(' '), visit.synced, visit.mark?.label ?? null]);
}
