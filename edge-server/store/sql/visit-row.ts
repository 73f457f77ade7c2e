import { fromSqlite, HistoryRow, VISIT_COLUMNS } from '../../contract/index.ts';

const COLUMNS = Object.entries(VISIT_COLUMNS);

/** The columns of `visits` that make a `HistoryRow`, for select lists. */
export const ROW_COLUMNS = COLUMNS.map(([name]) => `v.${name}`).join(', ');

/** Turns what SQLite keeps back into a `HistoryRow`. */
export function toHistoryRow(raw: Record<string, unknown>): HistoryRow {
  return HistoryRow.parse(
    Object.fromEntries(COLUMNS.map(([name, column]) => [name, fromSqlite(column, raw[name])])),
  );
}
