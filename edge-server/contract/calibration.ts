import { z } from 'zod';
import { ReadingFault } from './reading.ts';

/**
 * What the sensor is compared with. A blackbody has a known surface temperature, so it mends the sensor alone, and what
 * was found with people before it counts no longer. A clinical thermometer on a person measures that person's gap from
 * skin to body; the mean of the last ten people is the site's.
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

/** The author of the calibration that the simulated thermometer comes with. */
export const SIMULATOR = 'simulator';

/**
 * A stored calibration. `offset_before` and `offset_after` are what is added before and after it, °C: for a blackbody the
 * sensor's offset, for a person the gap from skin to body, of which that person's is a part.
 */
export const Calibration = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  /** The name with which that person logged in. */
  author: z.string(),
  reference: ReferenceKind,
  reference_c: z.number(),
  /** Median of the window: raw for a blackbody; for a person the skin's temperature, with the sensor's offset. */
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
  /** The sensor's offset in force, °C; 0 without one. */
  offset_c: z.number(),
  /** The gap from skin to body in force, °C, on how many people it was measured, and the deviation of an estimate. */
  gap_c: z.number(),
  people: z.int(),
  uncertainty_c: z.number(),
  /** Never calibrated, or more than a year ago. */
  due: z.boolean(),
  thermometer: z.string(),
  simulated: z.boolean(),
  window: CalibrationWindow,
  history: z.array(Calibration),
});
export type CalibrationState = z.infer<typeof CalibrationState>;
