/** What the voice can say: only what a visitor has to do. */
export const PROMPTS = [
  'come_closer',
  'put_on_mask',
  'cover_nose',
  'forehead',
  'go_in',
  'wait_for_staff',
  'confirm_fever',
] as const;
export type Prompt = (typeof PROMPTS)[number];
