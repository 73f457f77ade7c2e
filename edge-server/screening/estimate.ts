import type { Correction, Estimate, ReadingFault, Settings } from '../contract/index.ts';
import { STATUS } from '../thermometer/frame.ts';
import { type Range, within } from '../thermometer/sensors/sensor.ts';
import { DEFAULT_SENSOR } from '../thermometer/sensors/sensors.ts';
import type { TimedReading } from '../thermometer/thermometer.ts';
import { correct, correctionOf } from './correction.ts';
import { type Limits, limits } from './fever-rule.ts';

/** Readings that a window has at the least: one alone may be a hand passing by. */
export const WINDOW_LEAST = 3;
/** Readings that a window has at the most; more only blur a slow drift. */
const WINDOW_MOST = 7;
/** °C between the coldest and the warmest reading of a steady window (the sensor's own noise is about 0.1). */
export const SPREAD_LIMIT = 0.5;
/** °C that the last three readings of a window may move: 0.75 °C a second is an approach, or a drift. */
const TREND_LIMIT = 0.3;
/** mm that they may differ by: whoever still steps up warms the sensor's view, and hides a value that falls. */
const APPROACH_LIMIT_MM = 60;
/** °C that no skin reaches: a lamp, a heater, a failed read. */
const HIGHEST_PLAUSIBLE = 43;

/** °C that a person is warmer than the background, asked for where no distance sensor says that somebody is there. */
const LEAST_RISE = 2;

/** What else an estimate is made with. */
export interface EstimateContext {
  correction: Correction;
  /** What the sensor sees with nobody there, °C; null when that is not known. */
  background_c: number | null;
  /** Of an estimate, one deviation, °C. */
  uncertainty_c: number;
  limits: Limits;
  thermometer: string;
  /** Ambient in °C for which the sensor's accuracy is specified closely enough. */
  accurateAmbient: Range;
}

/** An estimate with the window it was made of, or why there is none. */
export type EstimateResult = { ok: Estimate; window: readonly TimedReading[] } | { fault: ReadingFault };

/**
 * The temperature of the visitor from the readings of this visit only, oldest first. Looks for the newest
 * window of at least three readings in a row that show a person (object over `presenceThreshold`) and are
 * steady; its median speaks. Readings before the newest by more than `staleAfterSeconds` don't count.
 *
 * The estimate is the object temperature with the site's corrections and the gap from skin to body; the raw values
 * are stored beside it. Readings of two runs of the board (the sequence starts anew) are never mixed, a window
 * without any noise is a stuck sensor, and one between jumps up and down a chance of a noisy one: none of them
 * gives a temperature. Without any distance a person has to be warmer than the background, too.
 */
export function estimate(
  readings: readonly TimedReading[],
  settings: Settings,
  context: EstimateContext = {
    correction: correctionOf(settings),
    background_c: null,
    uncertainty_c: 0,
    limits: limits([], settings),
    thermometer: 'serial',
    accurateAmbient: DEFAULT_SENSOR.accurateAmbient,
  },
): EstimateResult {
  const newest = readings.at(-1);
  if (newest === undefined) return { fault: 'stale' };
  const restart = readings.findLastIndex((r, i) => i > 0 && r.reading.seq < readings[i - 1]!.reading.seq);
  const run = readings.slice(Math.max(0, restart));
  const recent = run.filter((r) => newest.monotonic - r.monotonic <= settings.staleAfterSeconds * 1000);
  if (newest.reading.status & STATUS.warming) return { fault: 'warming' };
  if (recent.every((r) => objectOf(r) === null)) return { fault: 'faulty' };

  if (jumps(recent, settings.presenceThreshold)) return { fault: 'unstable' };

  let fault: ReadingFault = 'no_person';
  for (let end = recent.length; end > 0; end--) {
    const window = steadyWindow(recent.slice(0, end), settings.presenceThreshold);
    if (window === 'unstable') fault = 'unstable';
    if (typeof window === 'string') continue;
    return judgeWindow(window, settings, context);
  }
  return { fault };
}

/** Whether a person's readings jump up and down: then three that agree agree by chance. */
function jumps(readings: readonly TimedReading[], presence: number): boolean {
  let [up, down] = [false, false];
  for (const [i, timed] of readings.entries()) {
    const before = i === 0 ? null : objectOf(readings[i - 1]!);
    const object = objectOf(timed);
    if (object === null || before === null || object <= presence || before <= presence) continue;
    up ||= object - before > SPREAD_LIMIT;
    down ||= before - object > SPREAD_LIMIT;
  }
  return up && down;
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
    if (high - low > SPREAD_LIMIT) {
      if (window.length < WINDOW_LEAST) return 'unstable';
      break;
    }
    window.unshift(timed);
    if (window.length === WINDOW_MOST) break;
  }
  if (window.length < WINDOW_LEAST) return 'none';
  const latest = window.slice(-WINDOW_LEAST);
  const trend = Math.abs(objectOf(latest.at(-1)!)! - objectOf(latest[0]!)!);
  const distances = latest.map(({ reading }) => reading.distance_mm).filter((mm) => mm !== null);
  const approach = Math.max(...distances) - Math.min(...distances);
  return trend > TREND_LIMIT || approach > APPROACH_LIMIT_MM ? 'unstable' : window;
}

function judgeWindow(window: TimedReading[], settings: Settings, context: EstimateContext): EstimateResult {
  const { correction, background_c, uncertainty_c, limits, thermometer, accurateAmbient } = context;
  const middle = window.toSorted((a, b) => (objectOf(a) ?? 0) - (objectOf(b) ?? 0))[window.length >> 1]!;
  const object = objectOf(middle)!;
  const { ambient_c, distance_mm, status } = middle.reading;
  const estimate_c = correct({ object_c: object, ambient_c, distance_mm }, correction);
  const blind = window.every(({ reading }) => reading.distance_mm === null);
  if (blind && !(background_c !== null && object - background_c >= LEAST_RISE)) return { fault: 'no_person' };
  if (distance_mm !== null && distance_mm > settings.farthestMm) return { fault: 'too_far' };
  if (!within(ambient_c, accurateAmbient)) return { fault: 'ambient_out_of_range' };
  if (limits.lowest_c !== null && estimate_c < limits.lowest_c) return { fault: 'too_cold' };
  if (object > HIGHEST_PLAUSIBLE) return { fault: 'too_hot' };
  if (repeats(window)) return { fault: 'faulty' };
  const simulated = window.some((timed) => timed.reading.simulated);
  const raw = { object_c: object, ambient_c, distance_mm, status };
  const made = { estimate_c, uncertainty_c, fever_c: limits.fever_c };
  return { ok: { ...made, ...raw, correction, thermometer, simulated }, window };
}

/** No two readings of a working sensor agree in both values for a whole window: its noise is about 0.1 °C. */
export function repeats(window: readonly TimedReading[]): boolean {
  const { object_c, ambient_c } = window[0]!.reading;
  return window.every(({ reading }) => reading.object_c === object_c && reading.ambient_c === ambient_c);
}

/** The object temperature of a reading that can be trusted at all, else null. */
export function objectOf({ reading }: TimedReading): number | null {
  const trusted = !(reading.status & (STATUS.warming | STATUS.distrusted));
  return reading.error === 0 && trusted ? reading.object_c : null;
}
