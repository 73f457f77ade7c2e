import { z } from 'zod';
import { ReadingFault } from './reading.ts';

/**
 * What the sensor is compared with. A blackbody has a known surface temperature, so it mends the sensor alone.
 * A clinical thermometer on the same person mends the whole way from skin to body temperature.
 */
export const ReferenceKind = z.enum(['blackbody', 'clinical']);
export type ReferenceKind = z.infer<typeof ReferenceKind>;

/** `POST /api/admin/calibrations`: the server takes the steady readings of this moment. */
export const CalibrationRequest = z.strictObject({
  reference: ReferenceKind,
  /** What the reference shows, °C. */
  reference_c: z.number().min(30).max(43),
});
export type CalibrationRequest = z.infer<typeof CalibrationRequest>;

/** A stored calibration. `offset_after` is in force until the next one of the same thermometer. */
export const Calibration = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  /** The name with which that person logged in. */
  author: z.string(),
  reference: ReferenceKind,
  reference_c: z.number(),
  /** Median of the window, without any calibration offset: raw for a blackbody, corrected for a person. */
  measured_c: z.number(),
  readings: z.int(),
  spread_c: z.number(),
  ambient_c: z.number().nullable(),
  distance_mm: z.int().nullable(),
  offset_before: z.number(),
  offset_after: z.number(),
  /** Which thermometer: `serial`, or the name of an HTTP source. */
  thermometer: z.string(),
  simulated: z.boolean(),
});
export type Calibration = z.infer<typeof Calibration>;

/** Whether readings are steady enough to calibrate with, now. */
export const CalibrationWindow = z.discriminatedUnion('steady', [
  z.object({
    steady: z.literal(true),
    readings: z.int(),
    spread_c: z.number(),
    ambient_c: z.number().nullable(),
    distance_mm: z.int().nullable(),
    /** What each kind of reference is compared with, °C. */
    measured_c: z.object({ blackbody: z.number(), clinical: z.number() }),
  }),
  z.object({ steady: z.literal(false), fault: ReadingFault }),
]);
export type CalibrationWindow = z.infer<typeof CalibrationWindow>;

/** `GET /api/admin/calibrations`: newest first. */
export const CalibrationState = z.object({
  /** The calibration offset in force, °C; 0 without one. */
  offset_c: z.number(),
  /** Never calibrated, or more than a year ago. */
  due: z.boolean(),
  thermometer: z.string(),
  simulated: z.boolean(),
  window: CalibrationWindow,
  history: z.array(Calibration),
});
export type CalibrationState = z.infer<typeof CalibrationState>;
