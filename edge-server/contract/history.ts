import { z } from 'zod';
import { MaskDecision, UndecidedCause } from './evidence.ts';
import { KioskId, VisitId } from './ids.ts';
import { Correction } from './reading.ts';
import { Reason, VerdictKind } from './verdict.ts';

/** Clock quality of a row: `unsynchronised` when the time had not been set from the network. */
export const ClockQuality = z.enum(['synchronised', 'unsynchronised']);

/**
 * One row of the cloud's `history`, and of the local store. `id`, `ispass` and `visited` are the original
 * system's columns. Keys are the column names of both DDL files, so a row needs no mapping on its way.
 */
export const HistoryRow = z.strictObject({
  kiosk_id: KioskId,
  id: VisitId,
  ispass: z.boolean(),
  visited: z.iso.datetime(),
  verdict: VerdictKind,
  reasons: z.array(Reason),
  attempt_of: VisitId.nullable(),
  mask: MaskDecision,
  cause: UndecidedCause.nullable(),
  p_mask: z.number(),
  p_no_mask: z.number(),
  p_incorrect: z.number(),
  frames: z.int(),
  face_px: z.number().nullable(),
  /** 0 a picture of a face, 1 a live one; null when it was off, and in rows of before. */
  liveness: z.number().nullable(),
  estimate_c: z.number().nullable(),
  object_c: z.number().nullable(),
  ambient_c: z.number().nullable(),
  distance_mm: z.int().nullable(),
  /** Status bits of the reading that spoke, what was made of it, and by which thermometer; null without one. */
  sensor_status: z.int().nullable(),
  correction: Correction.nullable(),
  thermometer: z.string().nullable(),
  /** The adaptive threshold of that moment, °C; null when there was none. */
  adaptive_c: z.number().nullable(),
  /** ms from the page's first frame of the visit to its decision on the mask. */
  mask_ms: z.int(),
  /** ms that the server took, waiting for the reading included. */
  server_ms: z.int(),
  model: z.string(),
  software: z.string(),
  clock: ClockQuality,
  simulated: z.boolean(),
});
export type HistoryRow = z.infer<typeof HistoryRow>;
