import type { ClockStamp } from '../../clock/clock-watch.ts';
import { type Curve, type HistoryRow, toSqlite, VISIT_COLUMNS } from '../../contract/index.ts';
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

const COLUMNS = Object.entries(VISIT_COLUMNS);

/** Writes a visit and its outbox row. */
export function insertVisit({ row, bodyHash, answer, stamp, curve = [] }: StoredVisit): Change {
  const values = COLUMNS.map(([name, column]) => toSqlite(column, row[name as keyof HistoryRow]));
  return [
    { sql: VISIT, values: [...values, bodyHash, answer, stamp.boot, stamp.offsetMs] },
    { sql: 'insert into outbox (seq) select seq from visits where id = ?', values: [row.id] },
    ...(curve.length > 0 ? [{ sql: CURVE, values: [JSON.stringify(curve), row.id] }] : []),
  ];
}

const VISIT = `insert into visits (${COLUMNS.map(([name]) => name).join(', ')}, body_hash, answer, boot, offset_ms)
               values (${COLUMNS.map(() => '?').join(', ')}, ?, ?, ?, ?)`;
const CURVE = 'insert into curves (seq, points) select seq, ? from visits where id = ?';
