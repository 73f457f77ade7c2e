import { paths } from '../../../edge-server/common/data-folder.ts';
import { openStore, type Store } from '../../../edge-server/store/store.ts';
import { GAP } from '../../../firmware/simulator/people.ts';

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

/** The same in a data folder before a server starts on it: for one whose thermometer is a board outside. */
export async function calibrateFolder(data: string, thermometer = 'serial'): Promise<void> {
  const store = openStore(paths.database(data));
  calibrate(store, thermometer, { gap: GAP.mean });
  await store.close();
}
