import type { DatabaseSync } from 'node:sqlite';
import type { HistoryRow } from '../../contract/index.ts';

/** A visit as it is stored: the row that the cloud gets, and what a retry is answered with. */
export interface StoredVisit {
  row: HistoryRow;
  /** SHA-256 of the evidence, hex. */
  bodyHash: string;
  /** The verdict as JSON. */
  answer: string;
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
  'estimate_c',
  'object_c',
  'ambient_c',
  'distance_mm',
  'mask_ms',
  'server_ms',
  'model',
  'software',
  'clock',
  'simulated',
] as const satisfies (keyof HistoryRow)[];

/** Writes a visit and its outbox row; runs inside a transaction. Answers the row's `seq`. */
export function insertVisit(database: DatabaseSync): (visit: StoredVisit) => number {
  const visits = database.prepare(
    `insert into visits (${COLUMNS.join(', ')}, body_hash, answer)
     values (${COLUMNS.map(() => '?').join(', ')}, ?, ?)`,
  );
  const outbox = database.prepare('insert into outbox (seq) values (?)');
  return ({ row, bodyHash, answer }) => {
    const values = COLUMNS.map((column) => {
      const value = row[column];
      if (typeof value === 'boolean') return value ? 1 : 0;
      return Array.isArray(value) ? JSON.stringify(value) : value;
    });
    const { lastInsertRowid } = visits.run(...values, bodyHash, answer);
    outbox.run(lastInsertRowid);
    return Number(lastInsertRowid);
  };
}
