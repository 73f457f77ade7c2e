import { median } from '../../models/pipeline/median.ts';
import type { ReadingFault } from '../contract/index.ts';
import { type Range, within } from '../thermometer/sensors/sensor.ts';
import type { TimedReading } from '../thermometer/thermometer.ts';
import { objectOf, repeats, SPREAD_LIMIT } from './estimate.ts';

/** °C under which nothing that is worth a calibration stands before the sensor. */
const COLDEST = 30;

/** What a calibration rests on: medians of the window, °C and mm. */
export interface SteadyWindow {
  readings: number;
  object_c: number;
  ambient_c: number | null;
  distance_mm: number | null;
  spread_c: number;
}

/**
 * Unlike a visitor's window, which looks for a steady part, all of these readings have to be good and steady:
 * whoever calibrates can wait.
 * @param least readings that it needs
 * @param accurateAmbient °C for which the sensor's accuracy is specified
 */
export function steadyWindow(
  readings: readonly TimedReading[],
  least: number,
  accurateAmbient: Range,
): SteadyWindow | { fault: ReadingFault } {
  const objects = readings.map(objectOf);
  if (readings.length === 0) return { fault: 'stale' };
  const good = objects.filter((object) => object !== null);
  if (good.length < objects.length) return { fault: 'faulty' };
  if (good.some((object) => object < COLDEST)) return { fault: 'no_person' };
  const spread = Math.max(...good) - Math.min(...good);
  if (good.length < least || spread > SPREAD_LIMIT) return { fault: 'unstable' };
  if (repeats(readings)) return { fault: 'faulty' };
  const ambients = readings.map(({ reading }) => reading.ambient_c).filter((ambient) => ambient !== null);
  const distances = readings.map(({ reading }) => reading.distance_mm).filter((mm) => mm !== null);
  const ambient_c = ambients.length > 0 ? round(median(ambients)) : null;
  if (!within(ambient_c, accurateAmbient)) return { fault: 'ambient_out_of_range' };
  return {
    readings: good.length,
    object_c: round(median(good)),
    ambient_c,
    distance_mm: distances.length > 0 ? Math.round(median(distances)) : null,
    spread_c: round(spread),
  };
}

const round = (celsius: number) => Math.round(celsius * 100) / 100;
