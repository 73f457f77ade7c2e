import type { ClockStamp } from '../../clock/clock-watch.ts';
import type { Curve, HistoryRow } from '../../contract/index.ts';
import type { Change } from '../db/change.ts';

/** A visit as it is stored: the row that the cloud gets, and what a retry is answered with. */
export interface StoredVisit {
  row: HistoryRow;
  /** SHA-256 of the evidence, hex. */
  bodyHash: string;
  /** The verdict as JSON. */
  answer: string;
  /** The clock that dated it. */
  stamp: ClockStamp;
  /** Only where a camera of ours looked. */
  curve?: Curve;
}

const COLUMNS = [
  'id',
  'kiosk_id',
  'ispass',
  'visited',
  'verdict',
  'reasons',
  'attempt_of',
  'mask',
  'cause',
  'p_mask',
  'p_no_mask',
  'p_incorrect',
  'frames',
  'face_px',
  'liveness',
  'estimate_c',
  'object_c',
  'ambient_c',
  'distance_mm',
  'sensor_status',
  'correction',
  'thermometer',
  'adaptive_c',
  'mask_ms',
  'server_ms',
  'model',
  'software',
  'clock',
  'simulated',
] as const satisfies (keyof HistoryRow)[];

/** Writes a visit and its outbox row. */
export function insertVisit({ row, bodyHash, answer, stamp, curve = [] }: StoredVisit): Change {
  const values = COLUMNS.map((column) => {
    const value = row[column];
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  });
  return [
    { sql: VISIT, values: [...values, bodyHash, answer, stamp.boot, stamp.offsetMs] },
    { sql: 'insert into outbox (seq) select seq from visits where id = ?', values: [row.id] },
    ...(curve.length > 0 ? [{ sql: CURVE, values: [JSON.stringify(curve), row.id] }] : []),
  ];
}

const VISIT = `insert into visits (${COLUMNS.join(', ')}, body_hash, answer, boot, offset_ms)
               values (${COLUMNS.map(() => '?').join(', ')}, ?, ?, ?, ?)`;
const CURVE = 'insert into curves (seq, points) select seq, ? from visits where id = ?';
