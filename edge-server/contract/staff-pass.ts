import { z } from 'zod';
import { NOTE_LETTERS } from './access.ts';
import { VisitId } from './ids.ts';
import { StaffReason, Verdict } from './verdict.ts';

/**
 * `POST /api/admin/staff-pass`: a person lets somebody in. `key` is made for each decision: sent again with the
 * same key, as after a lost answer, it is the same pass, and the door is not opened twice.
 */
export const StaffPassRequest = z.strictObject({
  key: z.uuid(),
  reason: StaffReason,
  /** In the guard's words, for the audit log alone: it goes neither to the cloud nor to MQTT. Nobody has to type. */
  note: z.string().trim().max(NOTE_LETTERS).default(''),
  /** The visit of the one who is let in, where it is known: visitors are then counted once. */
  attempt_of: VisitId.nullable().default(null),
});
export type StaffPassRequest = z.output<typeof StaffPassRequest>;

/** Why the door was not opened for a visitor who is let in: staff can unlock it. */
export const DOOR_LOCKED = 'a rule keeps the door shut';

/** What became of a pulse: `skipped` and `expired` sent none, after `failed` nobody knows; `error` says why. */
export const DoorPulse = z.object({
  outcome: z.enum(['done', 'skipped', 'failed', 'expired']),
  error: z.string().nullable(),
});
export type DoorPulse = z.infer<typeof DoorPulse>;

export const StaffPassResult = z.object({ verdict: Verdict, door: DoorPulse });
export type StaffPassResult = z.infer<typeof StaffPassResult>;
