import { type Calibration, SIMULATOR } from '../../../../edge-server/contract/calibration.ts';

/** Of the calibrations of the thermometer in force, newest first: the last one, and whether a person made it. */
export function lastCalibration(history: readonly Pick<Calibration, 'at' | 'author' | 'simulated'>[]) {
  const last = history[0];
  if (last === undefined) return null;
  const { at, author, simulated } = last;
  return { at, author, person: !(simulated && author === SIMULATOR) };
}
