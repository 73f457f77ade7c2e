import type { Reading } from '../../../../edge-server/contract/reading.ts';

/** Whether a reading is that of a hand before the sensor: the simulator warms for faces, and has no place for a hand. */
export function isPalm(reading: Pick<Reading, 'object_c' | 'simulated'>, limit_c: number): boolean {
  return !reading.simulated && reading.object_c !== null && reading.object_c >= limit_c;
}
