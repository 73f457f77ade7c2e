import { HistoryRow } from '../../contract/index.ts';

/** The columns of `visits` that make a `HistoryRow`, for select lists. */
export const ROW_COLUMNS = Object.keys(HistoryRow.shape)
  .map((column) => `v.${column}`)
  .join(', ');

/** Turns SQLite's integers and JSON text back into a `HistoryRow`. */
export function toHistoryRow(raw: Record<string, unknown>): HistoryRow {
  return HistoryRow.parse({
    ...raw,
    ispass: raw.ispass === 1,
    simulated: raw.simulated === 1,
    correction: typeof raw.correction === 'string' ? JSON.parse(raw.correction) : null,
    reasons: JSON.parse(String(raw.reasons)),
  });
}
