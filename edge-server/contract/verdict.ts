import { z } from 'zod';
import { type MaskDecision, UndecidedCause } from './evidence.ts';
import { VisitId } from './ids.ts';
import { Estimate } from './reading.ts';
import type { Settings } from './settings.ts';

export const VerdictKind = z.enum(['pass', 'deny', 'adjust', 'staff']);
export type VerdictKind = z.infer<typeof VerdictKind>;

/** Why a person let somebody in. */
export const StaffReason = z.enum(['medical_exemption', 'child', 'broken_sensor', 'staff_other']);
export type StaffReason = z.infer<typeof StaffReason>;

/** Reasons of a verdict, or notes beside a pass under a lenient policy; the last ones are those of `staff`. */
export const Reason = z.enum([
  'no_mask',
  'mask_incorrect',
  'undecided',
  'fever',
  'too_cold',
  'temperature_missing',
  /** The kiosk's own fault, no visitor's: the thermometer gave nobody a temperature. */
  'thermometer_broken',
  /** The thermometer was never calibrated, so no temperature had a say; noted beside a pass. */
  'not_calibrated',
  ...StaffReason.options,
]);
export type Reason = z.infer<typeof Reason>;

/** The server's answer to a visit. `ispass` is true for `pass` and `staff` only. */
export const Verdict = z.object({
  id: VisitId,
  verdict: VerdictKind,
  ispass: z.boolean(),
  reasons: z.array(Reason),
  /** Why the mask was undecided, so that the page can say what to change. */
  cause: UndecidedCause.nullable(),
  /** Staff should come: the visitor can't mend this. */
  call_staff: z.boolean(),
  temperature: Estimate.nullable(),
  /** When the verdict was stored. */
  visited: z.iso.datetime(),
  /** True when any part of the evidence was simulated or replayed; the page says so. */
  simulated: z.boolean(),
});
export type Verdict = z.infer<typeof Verdict>;

/** Whether the temperature has a say in this visit: the server waits for a reading, and the page asks for one. */
export function awaitsTemperature(
  mask: MaskDecision,
  { temperaturePolicy, maskPolicy }: Pick<Settings, 'temperaturePolicy' | 'maskPolicy'>,
): boolean {
  if (temperaturePolicy === 'off') return false;
  return maskPolicy !== 'required' || mask === 'mask';
}
