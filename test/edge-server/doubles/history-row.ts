import { v7 as uuidv7 } from 'uuid';
import { type HistoryRow, mayNeedQuotes, VISIT_COLUMNS } from '../../../edge-server/contract/index.ts';

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

/** Rows as `kf99_ingest` takes them: each column's name and its array literal in turn. */
export function toColumns(rows: readonly HistoryRow[]): string[] {
  const sent = Object.entries(VISIT_COLUMNS).filter(([name]) => name !== 'kiosk_id');
  return sent.flatMap(([name, { postgres }]) => {
    const values = rows.map((each) => literal(each[name as keyof HistoryRow], mayNeedQuotes(postgres)));
    return [name, `{${values.join(',')}}`];
  });
}

function literal(value: HistoryRow[keyof HistoryRow], quoted: boolean): string {
  if (value === null) return 'NULL';
  return quoted ? `"${text(value).replaceAll(/["\\]/g, '\\$&')}"` : text(value);
}

function text(value: NonNullable<HistoryRow[keyof HistoryRow]>): string {
  if (Array.isArray(value)) return `{${value.join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
