import type { Estimate, ReadingFault, Settings } from '../contract/index.ts';
import type { TimedReading } from '../thermometer/thermometer.ts';

/** Readings that a window has at the least: one alone may be a hand passing by. */
export const WINDOW_LEAST = 3;
/** Readings that a window has at the most; more only blur a slow drift. */
const WINDOW_MOST = 7;
/** °C between the coldest and the warmest reading of a steady window (the sensor's own noise is about 0.1). */
const SPREAD_LIMIT = 0.5;
/** °C that no skin reaches: a lamp, a heater, a failed read. */
const HIGHEST_PLAUSIBLE = 43;

/** An estimate with the window it was made of, or why there is none. */
export type EstimateResult = { ok: Estimate; window: readonly TimedReading[] } | { fault: ReadingFault };

/**
 * The temperature of the visitor from the readings of this visit only, oldest first. Looks for the newest
 * window of at least three readings in a row that show a person (object over `presenceThreshold`) and are
 * steady; its median speaks. Readings before the newest by more than `staleAfterSeconds` don't count.
 *
 * The estimate is the object temperature as measured: there is no basis for one general correction from
 * skin to core, so the site's threshold is on the measured scale and the raw values are stored.
 */
export function estimate(readings: readonly TimedReading[], settings: Settings): EstimateResult {
  const newest = readings.at(-1);
  if (newest === undefined) return { fault: 'stale' };
  const recent = readings.filter((r) => newest.monotonic - r.monotonic <= settings.staleAfterSeconds * 1000);
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
  if (object < settings.lowestPlausible) return { fault: 'too_cold' };
  if (object > HIGHEST_PLAUSIBLE) return { fault: 'too_hot' };
  const { ambient_c, distance_mm } = middle.reading;
  const simulated = window.some((timed) => timed.reading.simulated);
  return { ok: { estimate_c: object, object_c: object, ambient_c, distance_mm, simulated }, window };
}

/** The object temperature of a reading that can be trusted at all, else null. */
function objectOf({ reading }: TimedReading): number | null {
  return reading.error === 0 ? reading.object_c : null;
}
