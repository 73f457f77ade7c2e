import type { Store } from '../../../edge-server/store/store.ts';

/** Calibrates a thermometer: by default what it shows is what the body has, else `gap` °C are added. */
export function calibrate(
  { calibrations }: Pick<Store, 'calibrations'>,
  thermometer: string,
  { simulated = false, gap = 0, at = new Date() } = {},
): void {
  calibrations.add({
    ...{ thermometer, simulated, at: at.toISOString(), author: 'test' },
    ...{
      reference: 'clinical',
      reference_c: 36.5,
      measured_c: 36.5 - gap,
      offset_before: 0,
      offset_after: gap,
    },
    ...{ readings: 20, spread_c: 0.1, ambient_c: 23, distance_mm: 150 },
  });
}
