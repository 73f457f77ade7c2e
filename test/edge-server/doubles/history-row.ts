import { v7 as uuidv7 } from 'uuid';
import { type HistoryRow, isArrayLiteral, VISIT_COLUMNS } from '../../../edge-server/contract/index.ts';

const NOTHING = Object.fromEntries(Object.keys(VISIT_COLUMNS).map((name) => [name, null]));

/** A row as a kiosk stores it, of a visit at this time; a column that nothing here names is null. */
export function row(visited: string, rest: Partial<HistoryRow> = {}): HistoryRow {
  const at = new Date(visited);
  const some: Partial<HistoryRow> = {
    kiosk_id: 'ignored',
    id: uuidv7({ msecs: at.getTime() }),
    ispass: rest.verdict !== 'deny' && rest.verdict !== 'adjust',
    visited: at.toISOString(),
    verdict: 'pass',
    reasons: [],
    mask: 'mask',
    p_mask: 0.98,
    p_no_mask: 0.01,
    p_incorrect: 0.01,
    frames: 9,
    face_px: 180,
    estimate_c: 36.5,
    object_c: 35,
    ambient_c: 22,
    distance_mm: 300,
    sensor_status: 0,
    thermometer: 'serial',
    mask_ms: 600,
    server_ms: 400,
    model: 'mask-2',
    software: 'kf99 0.1.0',
    clock: 'synchronised',
    simulated: false,
  };
  return { ...NOTHING, ...some, ...rest } as HistoryRow;
}

/** Rows as `kf99_ingest` takes them: what the worker has SQLite make of the store's. */
export function toColumns(rows: readonly HistoryRow[]): Record<string, unknown> {
  const sent = Object.entries(VISIT_COLUMNS).filter(([name]) => name !== 'kiosk_id');
  return Object.fromEntries(
    sent.map(([name, { postgres }]) => {
      const values = rows.map((each) => each[name as keyof HistoryRow]);
      if (isArrayLiteral(postgres)) return [name, `{${values.map((value) => value ?? 'NULL').join(',')}}`];
      return [name, values.map(text)];
    }),
  );
}

function text(value: HistoryRow[keyof HistoryRow]): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return `{${value.join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
