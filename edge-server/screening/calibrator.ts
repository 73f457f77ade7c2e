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
import type { Thermometer } from '../thermometer/thermometer.ts';
import { adaptiveThreshold, MEDIAN_OF } from './adaptive.ts';
import { steadyWindow } from './calibration-window.ts';
import { correct, correctionOf } from './correction.ts';
import type { EstimateContext } from './estimate.ts';
import type { ReadingBuffer } from './reading-buffer.ts';

/** ms of readings that a calibration rests on, and how many of them there are at the least (at 5 a second). */
const WINDOW_MS = 4000;
const LEAST = 12;
/** °C that sensor and reference may differ by; beyond that one of the two is broken or aimed elsewhere. */
export const MOST_OFFSET = 3;
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

/**
 * Compares the thermometer with a reference and keeps the difference. Each calibration is for one thermometer
 * (a simulated one never touches a real one), and the newest is in force from the next visit on.
 */
export class Calibrator {
  readonly #options: CalibratorOptions;

  constructor(options: CalibratorOptions) {
    this.#options = options;
  }

  /** What the next visit's temperature is made with. */
  context(): Omit<EstimateContext, 'background_c'> {
    const { store } = this.#options;
    const settings = this.#options.settings();
    const of = this.#thermometer();
    const correction = correctionOf(settings, store.calibrations.latest(of));
    const estimates = store.recentEstimates(of, correction.calibration_id, MEDIAN_OF);
    const { accurateAmbient } = this.#options.thermometer.status().sensor;
    const { thermometer } = of;
    return { correction, adaptive_c: adaptive(estimates, settings), thermometer, accurateAmbient };
  }

  /** For health: when it was calibrated, and how far the median of the last visitors is from the earlier one. */
  health(): Pick<Health['parts']['thermometer'], 'calibration' | 'fever_c' | 'adaptive_c'> {
    const settings = this.#options.settings();
    const { calibration, due } = this.last();
    const estimates = this.#options.store.recentEstimates(
      this.#thermometer(),
      calibration?.id ?? null,
      MEDIAN_OF * 4,
    );
    const before = estimates.slice(MEDIAN_OF);
    const moved = before.length >= MEDIAN_OF ? median(estimates.slice(0, MEDIAN_OF)) - median(before) : null;
    return {
      calibration: {
        due,
        at: calibration?.at ?? null,
        offset_c: calibration?.offset_after ?? 0,
        moved_c: moved === null ? null : Math.round(moved * 100) / 100,
      },
      fever_c: settings.feverThreshold,
      adaptive_c: adaptive(estimates.slice(0, MEDIAN_OF), settings),
    };
  }

  /** The newest calibration, and whether the next one is due. */
  last(): { calibration: Calibration | null; due: boolean } {
    const calibration = this.#options.store.calibrations.latest(this.#thermometer());
    const age = calibration ? this.#options.clock.now().getTime() - Date.parse(calibration.at) : null;
    return { calibration, due: age === null || age > this.#options.settings().calibrationDays * DAY_MS };
  }

  state(): CalibrationState {
    const of = this.#thermometer();
    const { calibration, due } = this.last();
    return {
      ...of,
      offset_c: calibration?.offset_after ?? 0,
      due,
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
    const clinical = correct({ object_c, ambient_c, distance_mm }, correctionOf(settings(), null));
    return {
      steady: true,
      readings: count,
      spread_c,
      ambient_c,
      distance_mm,
      measured_c: { blackbody: object_c, clinical },
    };
  }

  /**
   * Stores the difference between the reference and the readings of the last seconds; in the caller's transaction.
   * @throws {CalibrationError} they are not steady, or differ from the reference by more than 3 °C
   */
  calibrate({ reference, reference_c }: CalibrationRequest, author: string): Calibration {
    const window = this.look();
    if (!window.steady) throw new CalibrationError('not_steady', window.fault);
    const measured_c = window.measured_c[reference];
    const offset_after = Math.round((reference_c - measured_c) * 100) / 100;
    if (Math.abs(offset_after) > MOST_OFFSET) {
      throw new CalibrationError(
        'reference_implausible',
        `the sensor says ${measured_c} °C, the reference ${reference_c} °C`,
      );
    }
    const { clock, store } = this.#options;
    const { readings, spread_c, ambient_c, distance_mm } = window;
    return store.calibrations.add({
      at: clock.now().toISOString(),
      author,
      reference,
      reference_c,
      measured_c,
      readings,
      spread_c,
      ambient_c,
      distance_mm,
      offset_before: this.last().calibration?.offset_after ?? 0,
      offset_after,
      ...this.#thermometer(),
    });
  }

  #thermometer(): CalibratedThermometer {
    const { source, simulated } = this.#options.thermometer.status();
    return { thermometer: source, simulated };
  }
}

/** The adaptive threshold in °C, null when it is switched off or there are too few visitors yet. */
function adaptive(estimates: readonly number[], settings: Settings): number | null {
  return settings.adaptiveThreshold ? adaptiveThreshold(estimates, settings.adaptiveMargin) : null;
}
