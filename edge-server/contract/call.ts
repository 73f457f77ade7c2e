import { z } from 'zod';
import { VisitId } from './ids.ts';
import { Language } from './settings.ts';

/** `POST /api/kiosk/call`: a visitor touched 'call staff'. */
export const CallBody = z.strictObject({
  /** What the screen showed, for staff to know why they come: a state of the visit, or `camera_lost` and such. */
  screen: z.string().regex(/^[a-z_]{1,40}$/),
  /** The language that the visitor was reading. */
  language: Language,
  /** The last stored visit of theirs, where there is one. */
  visit: VisitId.nullable(),
});
export type CallBody = z.infer<typeof CallBody>;

/** A call for staff, as staff hear of it. */
export const Call = CallBody.extend({ at: z.iso.datetime() });
export type Call = z.infer<typeof Call>;

/**
 * What has become of the open call for staff, for the kiosk's screen: `none`; `telling` until a way has taken it; `told`
 * once one has, or a page of staff is open; `untold` when nobody could be reached; `answered` by an acknowledgement;
 * `unanswered` when there was none after `answerSeconds`.
 */
export const CallState = z.enum(['none', 'telling', 'told', 'untold', 'answered', 'unanswered']);
export type CallState = z.infer<typeof CallState>;

/** The answer to a call: what is known of it within a few seconds; later changes are the event `call_state`. */
export const CallAnswer = z.object({ state: CallState });
export type CallAnswer = z.infer<typeof CallAnswer>;
