import type { Correction, Settings } from '../contract/index.ts';

const KELVIN = 273.15;
/** Ambient and distance at which the coefficients leave a reading as it is. */
export const REFERENCE_AMBIENT_C = 25;
export const REFERENCE_DISTANCE_MM = 100;

export type CorrectionSettings = Pick<
  Settings,
  'emissivity' | 'ambientCoefficient' | 'distanceCoefficient' | 'temperatureOffset'
>;

/** What a correction takes from calibrations. */
export type Calibrated = Pick<Correction, 'calibration' | 'gap' | 'people' | 'calibration_id'>;
export const NOT_CALIBRATED: Calibrated = { calibration: 0, gap: 0, people: 0, calibration_id: null };

/** What is made of raw values under these settings, with what was calibrated; without, it is of the skin alone. */
export function correctionOf(
  settings: CorrectionSettings,
  calibrated: Calibrated = NOT_CALIBRATED,
): Correction {
  return {
    emissivity: settings.emissivity,
    ambient_coefficient: settings.ambientCoefficient,
    distance_coefficient: settings.distanceCoefficient,
    offset: settings.temperatureOffset,
    ...calibrated,
  };
}

/** Raw values of one window, °C and mm. */
export interface RawTemperature {
  object_c: number;
  ambient_c: number | null;
  distance_mm: number | null;
}

/**
 * The corrected temperature in °C, and with the gap from skin to body (skin-to-body.ts) that of the body.
 *
 * The sensor assumes an emissivity of 1. A surface of emissivity e also reflects (1 - e) of the surroundings,
 * so what it reads is `T⁴ = e·surface⁴ + (1 - e)·ambient⁴` in kelvin, solved here for the surface (the grey
 * body of the MLX90614 datasheet, section 8). The rest is linear, with coefficients that a site may have
 * found with a reference thermometer; all are neutral by default, because the literature has no general one.
 */
export function correct(raw: RawTemperature, correction: Correction): number {
  let celsius = raw.object_c;
  const { emissivity } = correction;
  if (emissivity < 1 && raw.ambient_c !== null) {
    const seen = (celsius + KELVIN) ** 4;
    const reflected = (1 - emissivity) * (raw.ambient_c + KELVIN) ** 4;
    celsius = ((seen - reflected) / emissivity) ** 0.25 - KELVIN;
  }
  if (raw.ambient_c !== null) {
    celsius += correction.ambient_coefficient * (raw.ambient_c - REFERENCE_AMBIENT_C);
  }
  if (raw.distance_mm !== null) {
    celsius += correction.distance_coefficient * ((raw.distance_mm - REFERENCE_DISTANCE_MM) / 100);
  }
  return Math.round((celsius + correction.offset + correction.calibration + correction.gap) * 100) / 100;
}
