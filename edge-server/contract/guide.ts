import { z } from 'zod';

/** What whoever installs a kiosk is led through, in this order. */
export const GUIDE_STEPS = [
  'site',
  'policies',
  'hours',
  'people',
  'pairing',
  'camera',
  'sensor',
  'calibration',
  'sound',
  'visit',
  'told',
] as const;
export const GuideStep = z.enum(GUIDE_STEPS);
export type GuideStep = z.infer<typeof GuideStep>;

export const GuideStepState = z.enum(['open', 'done', 'skipped']);
export type GuideStepState = z.infer<typeof GuideStepState>;

/** `GET /api/admin/guide`. Once it is `over` it never begins again. */
export const Guide = z.strictObject({
  over: z.boolean(),
  steps: z.record(GuideStep, GuideStepState),
});
export type Guide = z.infer<typeof Guide>;

/** `PUT /api/admin/guide/:step`. */
export const GuideChange = z.strictObject({ state: GuideStepState });
