import type { DatabaseSync } from 'node:sqlite';
import { Calibration } from '../../contract/index.ts';

/** Which thermometer a calibration is for: a simulated one says nothing about a real one. */
export interface CalibratedThermometer {
  thermometer: string;
  simulated: boolean;
}

export interface Calibrations {
  /** Runs in the caller's transaction, with its entry in the audit log. */
  add(calibration: Omit<Calibration, 'id'>): Calibration;
  /** Newest first. */
  list(of: CalibratedThermometer, limit: number): Calibration[];
  /** The newest blackbody, however many people were compared since; null when there was none. */
  blackbody(of: CalibratedThermometer): Calibration | null;
}

const COLUMNS = [
  'at',
  'author',
  'reference',
  'reference_c',
  'measured_c',
  'readings',
  'spread_c',
  'ambient_c',
  'distance_mm',
  'offset_before',
  'offset_after',
  'thermometer',
  'simulated',
] as const satisfies (keyof Calibration)[];

export function createCalibrations(database: DatabaseSync): Calibrations {
  const insert = database.prepare(
    `insert into calibrations (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})`,
  );
  const select = database.prepare(
    `select id, ${COLUMNS.join(', ')} from calibrations
     where thermometer = ? and simulated = ? order by id desc limit ?`,
  );
  const newest = database.prepare(
    `select id, ${COLUMNS.join(', ')} from calibrations
     where thermometer = ? and simulated = ? and reference = 'blackbody' order by id desc limit 1`,
  );
  return {
    list: (of, limit) => select.all(of.thermometer, of.simulated ? 1 : 0, limit).map(parsed),
    blackbody(of) {
      const raw = newest.get(of.thermometer, of.simulated ? 1 : 0);
      return raw === undefined ? null : parsed(raw);
    },
    add(calibration) {
      const values = COLUMNS.map((column) => {
        const value = calibration[column];
        return typeof value === 'boolean' ? (value ? 1 : 0) : value;
      });
      const { lastInsertRowid } = insert.run(...values);
      return { id: Number(lastInsertRowid), ...calibration };
    },
  };
}

function parsed(raw: Record<string, unknown>): Calibration {
  return Calibration.parse({ ...raw, simulated: raw.simulated === 1 });
}
