import type { Estimate, ReadingFault, Settings } from '../contract/index.ts';
import { STATUS } from '../thermometer/frame.ts';
import type { TimedReading } from '../thermometer/thermometer.ts';
import { correct } from './correction.ts';

/** Readings that a window has at the least: one alone may be a hand passing by. */
export const WINDOW_LEAST = 3;
/** Readings that a window has at the most; more only blur a slow drift. */
const WINDOW_MOST = 7;
/** °C between the coldest and the warmest reading of a steady window (the sensor's own noise is about 0.1). */
const SPREAD_LIMIT = 0.5;
/** °C that no skin reaches: a lamp, a heater, a failed read. */
const HIGHEST_PLAUSIBLE = 43;
/** Ambient in °C for which the sensor's accuracy is specified closely enough (MLX90614 datasheet, section 5). */
const AMBIENT_RANGE = [10, 40] as const;

/** An estimate with the window it was made of, or why there is none. */
export type EstimateResult = { ok: Estimate; window: readonly TimedReading[] } | { fault: ReadingFault };

/**
 * The temperature of the visitor from the readings of this visit only, oldest first. Looks for the newest
 * window of at least three readings in a row that show a person (object over `presenceThreshold`) and are
 * steady; its median speaks. Readings before the newest by more than `staleAfterSeconds` don't count.
 *
 * The estimate is the object temperature with the site's corrections, which are neutral by default: there is
 * no basis for one general correction from skin to core, so the threshold is on the measured scale and the raw
 * values are stored. Readings of two runs of the board (the sequence starts anew) are never mixed, and a
 * window without any noise is a stuck sensor: neither gives a temperature.
 */
export function estimate(readings: readonly TimedReading[], settings: Settings): EstimateResult {
  const newest = readings.at(-1);
  if (newest === undefined) return { fault: 'stale' };
  const restart = readings.findLastIndex((r, i) => i > 0 && r.reading.seq < readings[i - 1]!.reading.seq);
  const run = readings.slice(Math.max(0, restart));
  const recent = run.filter((r) => newest.monotonic - r.monotonic <= settings.staleAfterSeconds * 1000);
  if (newest.reading.status & STATUS.warming) return { fault: 'warming' };
  if (recent.every((r) => objectOf(r) === null)) return { fault: 'faulty' };

  let fault: ReadingFault = 'no_person';
  for (let end = recent.length; end > 0; end--) {
    const window = steadyWindow(recent.slice(0, end), settings.presenceThreshold);
    if (window === 'unstable') fault = 'unstable';
    if (typeof window === 'string') continue;
    return judgeWindow(window, settings);
  }
  return { fault };
}

/** The longest steady window that ends with the last reading; says why there is none. */
function steadyWindow(
  readings: readonly TimedReading[],
  presence: number,
): TimedReading[] | 'none' | 'unstable' {
  const window: TimedReading[] = [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const timed of readings.toReversed()) {
    const object = objectOf(timed);
    if (object === null || object <= presence) break;
    low = Math.min(low, object);
    high = Math.max(high, object);
    if (high - low > SPREAD_LIMIT) return window.length < WINDOW_LEAST ? 'unstable' : window;
    window.unshift(timed);
    if (window.length === WINDOW_MOST) break;
  }
  return window.length < WINDOW_LEAST ? 'none' : window;
}

function judgeWindow(window: TimedReading[], settings: Settings): EstimateResult {
  const middle = window.toSorted((a, b) => (objectOf(a) ?? 0) - (objectOf(b) ?? 0))[window.length >> 1]!;
  const object = objectOf(middle)!;
  const { ambient_c, distance_mm } = middle.reading;
  const estimate_c = correct({ object_c: object, ambient_c, distance_mm }, settings);
  if (distance_mm !== null && distance_mm > settings.farthestMm) return { fault: 'too_far' };
  if (ambient_c !== null && !(ambient_c >= AMBIENT_RANGE[0] && ambient_c <= AMBIENT_RANGE[1])) {
    return { fault: 'ambient_out_of_range' };
  }
  if (estimate_c < settings.lowestPlausible) return { fault: 'too_cold' };
  if (object > HIGHEST_PLAUSIBLE) return { fault: 'too_hot' };
  if (repeats(window)) return { fault: 'faulty' };
  const simulated = window.some((timed) => timed.reading.simulated);
  return { ok: { estimate_c, object_c: object, ambient_c, distance_mm, simulated }, window };
}

/** No two readings of a working sensor agree in both values for a whole window: its noise is about 0.1 °C. */
function repeats(window: readonly TimedReading[]): boolean {
  const { object_c, ambient_c } = window[0]!.reading;
  return window.every(({ reading }) => reading.object_c === object_c && reading.ambient_c === ambient_c);
}

/** The object temperature of a reading that can be trusted at all, else null. */
function objectOf({ reading }: TimedReading): number | null {
  return reading.error === 0 && !(reading.status & STATUS.warming) ? reading.object_c : null;
}
