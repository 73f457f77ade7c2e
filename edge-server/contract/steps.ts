import { z } from 'zod';
import { Curve } from './curve.ts';
import { HistoryRow } from './history.ts';
import { Mark } from './visit-query.ts';

/**
 * The steps of a visit, in the order in which they happen. The first five are in the store together with the
 * verdict; the others follow it, each on its own.
 */
export const StepName = z.enum([
  'face_seen',
  'evidence',
  'reading',
  'verdict',
  'stored',
  'door',
  'captured',
  'uploaded',
  'published',
  'synced',
]);
export type StepName = z.infer<typeof StepName>;

/**
 * pending: still to do, also after a restart. done. skipped: not wanted for this visit. failed: given up, `error`
 * says why. expired: it came too late to be of use (the door, 3 s after the verdict).
 */
export const StepOutcome = z.enum(['pending', 'done', 'skipped', 'failed', 'expired']);
export type StepOutcome = z.infer<typeof StepOutcome>;

export const VisitStep = z.object({
  step: StepName,
  /** Wall clock, from the monotonic one at the time of the verdict; null when it has not begun. */
  started: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  outcome: StepOutcome,
  /** Why it failed, or why it is still pending after a try. */
  error: z.string().nullable(),
  /** Tries that failed. */
  attempts: z.int().min(0),
});
export type VisitStep = z.infer<typeof VisitStep>;

/** Visits that are counted before one whose step waits; this many stands for more, too. */
export const MOST_BEHIND = 100;

/** A step as it is shown: how many earlier visits have the same one still to do, which comes first. 0 unless pending. */
export const ShownStep = VisitStep.extend({ behind: z.int().min(0).max(MOST_BEHIND) });
export type ShownStep = z.infer<typeof ShownStep>;

/** `GET /api/visits/:id`: the row and where its time went. */
export const VisitDetail = HistoryRow.extend({
  seq: z.int(),
  synced: z.boolean(),
  steps: z.array(ShownStep),
  /** Empty for visits without a camera of ours, and for old ones. */
  curve: Curve,
  mark: Mark.nullable(),
  /** Whether a picture of it is kept: here, or in the bucket by what is known here. */
  picture: z.boolean(),
});
export type VisitDetail = z.infer<typeof VisitDetail>;
