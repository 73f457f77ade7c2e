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

/** The estimate that a verdict used, with what it was made of. */
export const Estimate = z.object({
  /** Corrected body estimate in °C. */
  estimate_c: z.number(),
  object_c: z.number(),
  ambient_c: z.number().nullable(),
  distance_mm: z.int().nullable(),
  simulated: z.boolean(),
});
export type Estimate = z.infer<typeof Estimate>;
