import { median } from '../../models/pipeline/median.ts';
import type { Clock } from '../clock/clock.ts';
import { CodedError } from '../common/coded-error.ts';
import type {
  Calibration,
  CalibrationRequest,
  CalibrationState,
  CalibrationWindow,
  Health,
  Settings,
} from '../contract/index.ts';
import type { CalibratedThermometer, Calibrations } from '../store/sql/calibrations.ts';
import { POSTED_WAYS } from '../thermometer/posted.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { steadyWindow } from './calibration-window.ts';
import { type Calibrated, correct, correctionOf, NOT_CALIBRATED } from './correction.ts';
import type { EstimateContext } from './estimate.ts';
import { LEAST_RECENT, type Limits, limits, MEDIAN_OF } from './fever-rule.ts';
import type { ReadingBuffer } from './reading-buffer.ts';
import { bodyModel, CLINICAL_RANGE, MOST_PEOPLE, widened } from './skin-to-body.ts';

/** ms of readings that a calibration rests on, and how many of them there are at the least (at 5 a second). */
const WINDOW_MS = 4000;
const LEAST = 12;
/**
 * °C that a reference may show more than the sensor. Beyond it a blackbody or the sensor is broken or aimed elsewhere, and
 * a person is not, or is measured too far away.
 */
const PLAUSIBLE = { blackbody: { least: -3, most: 3 }, clinical: CLINICAL_RANGE } as const;
const HISTORY = 50;
const DAY_MS = 24 * 3_600_000;

export type CalibrationRefusal = 'not_steady' | 'reference_implausible';

/** A calibration that was not made; nothing was stored. */
export class CalibrationError extends CodedError<CalibrationRefusal> {
  override readonly name = 'CalibrationError';
}

export interface CalibratorOptions {
  clock: Clock;
  settings: () => Settings;
  buffer: Pick<ReadingBuffer, 'since'>;
  thermometer: Pick<Thermometer, 'status'>;
  store: {
    calibrations: Calibrations;
    recentEstimates(of: CalibratedThermometer, calibrationId: number | null, limit: number): number[];
  };
}

/** What the calibrations of one thermometer add up to. */
interface InForce extends Calibrated {
  latest: Calibration | null;
  uncertainty_c: number;
}

/**
 * Compares the thermometer with references and keeps the differences. Each calibration is for one thermometer (a
 * simulated one never touches a real one), and counts from the next visit on. The newest blackbody mends the sensor; the
 * people compared since then make the way from its skin temperature to that of the body.
 */
export class Calibrator {
  readonly #options: CalibratorOptions;

  constructor(options: CalibratorOptions) {
    this.#options = options;
  }

  /**
   * Whether it was ever calibrated; without it no temperature decides. While nobody has posted it is not known which one
   * it will be: then the site's policy holds, and nobody gets in unmeasured for it.
   */
  get calibrated(): boolean {
    const nobody = (POSTED_WAYS as readonly string[]).includes(this.#thermometer().thermometer);
    return nobody || this.#inForce().latest !== null;
  }

  /** What the next visit's temperature is made with. */
  context(): Omit<EstimateContext, 'background_c'> {
    const settings = this.#options.settings();
    const inForce = this.#inForce();
    const { source, sensor } = this.#options.thermometer.status();
    const recent = this.#recent(inForce, MEDIAN_OF);
    return {
      correction: correctionOf(settings, calibratedOf(inForce)),
      uncertainty_c: widened(inForce.uncertainty_c, recent.length < LEAST_RECENT ? null : median(recent)),
      limits: this.#limits(inForce, recent),
      thermometer: source,
      accurateAmbient: sensor.accurateAmbient,
    };
  }

  /** For health: when it was calibrated, and how far the median of the last visitors is from the earlier one. */
  health(): Pick<Health['parts']['thermometer'], 'calibration' | 'fever_c' | 'fever_rule'> {
    const inForce = this.#inForce();
    const { latest, calibration, gap, people, uncertainty_c } = inForce;
    const estimates = this.#recent(inForce, MEDIAN_OF * 4);
    const recent = estimates.slice(0, MEDIAN_OF);
    const before = estimates.slice(MEDIAN_OF);
    const moved = before.length >= MEDIAN_OF ? median(recent) - median(before) : null;
    return {
      calibration: {
        due: this.#due(latest),
        at: latest?.at ?? null,
        offset_c: calibration,
        gap_c: gap,
        people,
        uncertainty_c,
        moved_c: moved === null ? null : Math.round(moved * 100) / 100,
      },
      fever_c: this.#limits(inForce, recent).fever_c,
      fever_rule: this.#options.settings().feverRule,
    };
  }

  state(): CalibrationState {
    const of = this.#thermometer();
    const { latest, calibration, gap, people, uncertainty_c } = this.#inForce();
    return {
      ...of,
      offset_c: calibration,
      gap_c: gap,
      people,
      uncertainty_c,
      due: this.#due(latest),
      window: this.look(),
      history: this.#options.store.calibrations.list(of, HISTORY),
    };
  }

  /** Whether the readings of the last seconds are steady. */
  look(): CalibrationWindow {
    const { buffer, clock, settings, thermometer } = this.#options;
    const readings = buffer.since(clock.monotonic() - WINDOW_MS);
    const window = steadyWindow(readings, LEAST, thermometer.status().sensor.accurateAmbient);
    if ('fault' in window) return { steady: false, fault: window.fault };
    const { object_c, ambient_c, distance_mm, spread_c, readings: count } = window;
    const { calibration } = this.#inForce();
    const skin = correctionOf(settings(), { ...NOT_CALIBRATED, calibration });
    return {
      steady: true,
      readings: count,
      spread_c,
      ambient_c,
      distance_mm,
      measured_c: { blackbody: object_c, clinical: correct({ object_c, ambient_c, distance_mm }, skin) },
    };
  }

  /**
   * Stores the difference between the reference and the readings of the last seconds; in the caller's transaction.
   * @throws {CalibrationError} they are not steady, or differ from the reference by what can't be
   */
  calibrate({ reference, reference_c }: CalibrationRequest, author: string): Calibration {
    const window = this.look();
    if (!window.steady) throw new CalibrationError('not_steady', window.fault);
    const measured_c = window.measured_c[reference];
    const difference = round(reference_c - measured_c);
    const { least, most } = PLAUSIBLE[reference];
    if (difference < least || difference > most) {
      throw new CalibrationError(
        'reference_implausible',
        `the sensor says ${measured_c} °C, the reference ${reference_c} °C: with a ${reference} one ${least} to ${most} °C more can be`,
      );
    }
    const { clock, store } = this.#options;
    const { readings, spread_c, ambient_c, distance_mm } = window;
    const before = this.#inForce();
    const made = {
      at: clock.now().toISOString(),
      author,
      reference,
      reference_c,
      measured_c,
      readings,
      spread_c,
      ambient_c,
      distance_mm,
      offset_before: reference === 'blackbody' ? before.calibration : before.gap,
      offset_after: difference,
      ...this.#thermometer(),
    };
    if (reference === 'clinical') made.offset_after = this.#inForce({ ...made, id: 0 }).gap;
    return store.calibrations.add(made);
  }

  /** @param next one that is about to be stored */
  #inForce(next?: Calibration): InForce {
    const { calibrations } = this.#options.store;
    const of = this.#thermometer();
    const { accuracy } = this.#options.thermometer.status().sensor;
    // Asked for by itself: more people may have been compared since than any list holds.
    const blackbody = calibrations.blackbody(of);
    const rows = [...(next ? [next] : []), ...calibrations.list(of, MOST_PEOPLE)];
    const sensor = rows.findIndex(({ reference }) => reference === 'blackbody');
    const gaps = rows
      .slice(0, sensor < 0 ? undefined : sensor)
      .map(({ reference_c, measured_c }) => reference_c - measured_c);
    const { gap_c, uncertainty_c } = bodyModel({ gaps, blackbody: blackbody !== null, accuracy });
    return {
      latest: rows[0] ?? null,
      calibration: blackbody?.offset_after ?? 0,
      gap: gap_c,
      people: Math.min(gaps.length, MOST_PEOPLE),
      calibration_id: rows[0]?.id ?? null,
      uncertainty_c,
    };
  }

  #limits({ latest }: InForce, recent: readonly number[]): Limits {
    return latest === null ? { fever_c: null, lowest_c: null } : limits(recent, this.#options.settings());
  }

  #recent({ calibration_id }: InForce, limit: number): number[] {
    return this.#options.store.recentEstimates(this.#thermometer(), calibration_id, limit);
  }

  /** Never calibrated, or too long ago. */
  #due(latest: Calibration | null): boolean {
    if (latest === null) return true;
    const age = this.#options.clock.now().getTime() - Date.parse(latest.at);
    return age > this.#options.settings().calibrationDays * DAY_MS;
  }

  #thermometer(): CalibratedThermometer {
    const { source, simulated } = this.#options.thermometer.status();
    return { thermometer: source, simulated };
  }
}

function calibratedOf({ calibration, gap, people, calibration_id }: InForce): Calibrated {
  return { calibration, gap, people, calibration_id };
}

const round = (celsius: number) => Math.round(celsius * 100) / 100;
