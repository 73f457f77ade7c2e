import type { DatabaseSync } from 'node:sqlite';
import type { CalibratedThermometer } from './calibrations.ts';

/** The newest estimates of one thermometer, °C, newest first, under the calibration with this id (null: none). */
export function recentEstimates(
  database: DatabaseSync,
): (of: CalibratedThermometer, calibrationId: number | null, limit: number) => number[] {
  // A bounded look back over the primary key: it costs the same however many visits there are.
  const select = database.prepare(
    `select estimate_c from (
       select seq, estimate_c, thermometer, simulated, correction from visits order by seq desc limit 400
     )
     where estimate_c is not null and thermometer = ? and simulated = ?
       and correction ->> '$.calibration_id' is ?
     order by seq desc limit ?`,
  );
  return (of, calibrationId, limit) =>
    select
      .all(of.thermometer, of.simulated ? 1 : 0, calibrationId, limit)
      .map(({ estimate_c }) => Number(estimate_c));
}
