/** What the voice can say: only what a visitor has to do. */
export const PROMPTS = [
  'come_closer',
  'step_back',
  'put_on_mask',
  'cover_nose',
  'near_left',
  'near_right',
  'near_above',
  'near_below',
  'go_in',
  'wait_for_staff',
  'fever',
] as const;
export type Prompt = (typeof PROMPTS)[number];
