import type { Clock } from '../clock/clock.ts';
import { SIMULATOR } from '../contract/index.ts';
import type { Calibrations } from '../store/sql/calibrations.ts';

/**
 * The simulated thermometer comes calibrated: what its people have is known, and whoever tries the product without a
 * board wants to see visits. It counts for the simulated one alone; a real one says that it was never calibrated. The
 * simulator is loaded when it is needed: the container image does not contain it.
 */
export async function calibrateSimulated(calibrations: Calibrations, clock: Clock): Promise<void> {
  const of = { thermometer: 'serial', simulated: true };
  if (calibrations.list(of, 1).length > 0) return;
  const { BODY, GAP } = await import('../../firmware/simulator/people.ts');
  calibrations.add({
    ...of,
    at: clock.now().toISOString(),
    author: SIMULATOR,
    reference: 'clinical',
    reference_c: BODY.mean,
    measured_c: BODY.mean - GAP.mean,
    readings: 0,
    spread_c: 0,
    ambient_c: null,
    distance_mm: null,
    offset_before: GAP.mean,
    offset_after: GAP.mean,
  });
}
