import { z } from 'zod';

/** Why a reading, or a window of readings, gives no temperature. */
export const ReadingFault = z.enum([
  'absent',
  'warming',
  'stale',
  'faulty',
  'no_person',
  'too_cold',
  'too_hot',
  'unstable',
  'ambient_out_of_range',
  'too_far',
]);
export type ReadingFault = z.infer<typeof ReadingFault>;

/** One thermometer frame as the server hands it on. Temperatures in °C, distance in mm. */
export const Reading = z.object({
  /** Counts up by one for each frame of a device session; a gap is a lost frame. */
  seq: z.int().min(0),
  /** Wall clock, for people; rules use the server's monotonic clock. */
  at: z.iso.datetime(),
  /** Raw object temperature; null when the sensor could not be read. */
  object_c: z.number().nullable(),
  ambient_c: z.number().nullable(),
  distance_mm: z.int().nullable(),
  /** Status bits of the firmware frame (see firmware/thermometer/frame.h). */
  status: z.int().min(0),
  /** Error code of the firmware frame; 0 is none. */
  error: z.int().min(0),
  simulated: z.boolean(),
});
export type Reading = z.infer<typeof Reading>;

/** absent: no device. connecting: port open, no frame yet. warming: the sensor settles. live. stale: silent
 * for longer than `staleAfter`. faulty: frames come and say that the sensor fails. */
export const ThermometerState = z.enum(['absent', 'connecting', 'warming', 'live', 'stale', 'faulty']);
export type ThermometerState = z.infer<typeof ThermometerState>;

/**
 * `POST /temperature/`: a reading of a thermometer without a serial line, in °C and mm, under the name of its
 * token. Send what was measured, unrounded and uncorrected, at least twice a second.
 */
export const PostedReading = z.strictObject({
  temperature: z.number().min(-70).max(380),
  ambient: z.number().min(-40).max(125).optional(),
  distance_mm: z.number().min(20).max(4000).optional(),
  /** When it was measured; not older than `staleAfterSeconds`, and later than the one before. */
  at: z.iso.datetime({ offset: true }).optional(),
});
export type PostedReading = z.infer<typeof PostedReading>;

export const PostedReadingTaken = z.object({
  source: z.string(),
  seq: z.int(),
  state: ThermometerState,
});

/** How a raw value became the estimate: kept with each visit, so that it can be worked out again. */
export const Correction = z.object({
  emissivity: z.number(),
  /** °C for each degree of ambient over 25 °C, and for each 100 mm beyond 100 mm. */
  ambient_coefficient: z.number(),
  distance_coefficient: z.number(),
  /** The site's fixed offset and that of the last blackbody, °C; both are added and make the skin's temperature. */
  offset: z.number(),
  calibration: z.number(),
  /** From skin to body, °C, and how many people it was measured on; with nobody it is the published one. */
  gap: z.number(),
  people: z.int(),
  /** The newest calibration, null before the first. */
  calibration_id: z.int().nullable(),
});
export type Correction = z.infer<typeof Correction>;

/** The estimate that a verdict used, with what it was made of. */
export const Estimate = z.object({
  /** Body temperature, °C, and how far it may be off: one standard deviation. */
  estimate_c: z.number(),
  uncertainty_c: z.number(),
  /** What counted as a fever, °C; null when nothing did, because the thermometer was never calibrated. */
  fever_c: z.number().nullable(),
  object_c: z.number(),
  ambient_c: z.number().nullable(),
  distance_mm: z.int().nullable(),
  /** Status bits of the reading that speaks. */
  status: z.int(),
  correction: Correction.nullable(),
  /** Which thermometer: `serial`, or the name of an HTTP source. */
  thermometer: z.string(),
  simulated: z.boolean(),
});
export type Estimate = z.infer<typeof Estimate>;
