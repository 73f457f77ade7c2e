import type { Evidence, MaskDecision, Settings, Verdict } from '../../../edge-server/contract/index.ts';
import type { TrackedFace } from '../../../models/pipeline/follow.ts';
import type { SequentialState } from './sequential.ts';
import type { Placement, Visitor } from './visitor.ts';

/** The attempt under way: what the evidence of `id` is gathered from. */
export interface Attempt {
  id: string;
  /** The visit that this one follows, when the same visitor stayed. */
  attemptOf: string | null;
  openedAt: number;
  test: SequentialState;
  /** Most other faces that stood beside the visitor in a frame. */
  others: number;
}

/** An attempt whose evidence was posted. */
export interface Posted {
  attempt: Attempt;
  mask: MaskDecision;
  evidence: Evidence;
}

/**
 * Where the kiosk is with its visitor. All times are ms on the frames' clock.
 *
 * - `idle`: nobody. A face near enough → `approach`.
 * - `unseen`: somebody moves near the camera, and no face was found for some seconds (see `unseen.ts`): too tall, too
 *   small, or sitting. A face → `approach`; the movement is over, or went on for a minute → `idle`. Nothing is recorded.
 * - `approach`: somebody, not well placed or walking; `placement` says what to change. Well placed and standing →
 *   `checking`. The frames on the way add up already, the older ones fading, so that little is left to wait for.
 *   No limit of its own: a person may stand and talk; nothing is recorded.
 * - `checking`: an attempt is open and frames add up. Sure, or `checkingSeconds` over → posted → `deciding`
 *   or `measuring`.
 * - `measuring`: posted, and the server waits for this visitor's temperature. `deciding`: posted, and nothing
 *   is awaited, or the thermometer is broken. Both end with the verdict, or after `temperatureTimeout` and a margin in `trouble`.
 * - `pass`: shown for `resultSeconds`, then `leaving`.
 * - `deny`: shown for `resultSeconds`; a visitor who stays is checked again at once when the sure label changes,
 *   else after `recheckSeconds`, as a new attempt. Whom a broken thermometer sent to staff waits for them, and is
 *   checked again when it works.
 * - `adjust`: shown while the next attempt gathers frames already; posted when the sure label changes, or when
 *   `adjustSeconds` are over (the server then denies what is still wrong).
 * - `trouble`: the server gave no verdict. Says to call staff; after a pause the same evidence is posted again, since
 *   the server may have judged it and only the answer got lost, or a new visit begins when that can't help. A verdict
 *   that comes meanwhile is taken.
 * - `leaving`: until the face is gone, at most 30 s; then `idle`.
 * - `called`: the visitor has called staff. Nothing of them is checked or stored meanwhile; ends when the call does: by
 *   a touch they are checked on, and it is over with them when they have gone (not before 20 s: who sits may be out
 *   of the picture), at the latest after 5 minutes.
 *
 * Staff's word ends every state: whom they let in is in `pass`, whatever was under way.
 *
 * In every state the visitor's absence leads to `idle` (a pass or deny stays readable for `resultSeconds`),
 * and another person's face to `approach`; an attempt that was open is then told to the server as abandoned.
 * Absence is what was looked at and found empty (see `presence.ts`). After a time without frames, or when a face may
 * be somebody else's, evidence is gathered anew: `approach` and `checking` begin again, `deny` and `adjust` go on with
 * a new attempt of the same visitor. The other states stay, for the visitor was judged already.
 */
export type VisitState =
  | { at: 'idle' }
  | { at: 'unseen'; since: number }
  | { at: 'approach'; since: number; placement: Placement; test: SequentialState }
  | { at: 'checking'; since: number; attempt: Attempt }
  | ({ at: 'measuring' | 'deciding'; since: number } & Posted)
  | { at: 'pass'; since: number; verdict: Verdict }
  | { at: 'deny'; since: number; verdict: Verdict; mask: MaskDecision; attempt: Attempt }
  | { at: 'adjust'; since: number; verdict: Verdict; mask: MaskDecision; attempt: Attempt }
  | { at: 'trouble'; since: number; unanswered: Posted | null }
  | { at: 'leaving'; since: number }
  /** `checked`: the visit that a further one follows; `passed`: they had been let in already. */
  | { at: 'called'; since: number; checked: string | null; passed: boolean };

/** The machine: the state, and who was last seen. */
export interface Visit {
  state: VisitState;
  face: { face: TrackedFace; relativeWidth: number; at: number } | null;
  /** Other faces in the zone at the last frame. */
  others: number;
  /** Tracks that are the visitor's, or may be. */
  ids: readonly number[];
  /** When the last judged frame was taken; null before the first. */
  judgedAt: number | null;
  /** ms for which the visitor was looked for in vain since last seen. */
  emptyMs: number;
  /** ms for which somebody has been there whose face nobody could see; see `unseen.ts`. */
  unseenMs: number;
}

export type VisitEvent =
  /**
   * A frame was judged; `visitor` is null when no face was in it, `unseen` tells of movement near without one. A `late` one waited for the page, which stood still:
   * it tells who came and went, but nothing is begun or posted for somebody who may have gone since.
   */
  | { type: 'frame'; at: number; visitor: Visitor | null; unseen: boolean; late: boolean }
  /** Time passed without a frame (camera trouble): limits still hold. */
  | { type: 'tick'; at: number }
  | { type: 'verdict'; at: number; verdict: Verdict }
  /** A person let somebody in. */
  | { type: 'let_in'; at: number; verdict: Verdict }
  /** The visitor calls staff, or that call is over. */
  | { type: 'call' | 'call_over'; at: number }
  /** The server could not answer this visit; `again`: the same evidence may be posted once more. */
  | { type: 'failed'; at: number; id: string; again: boolean };

/** What the page must do now; the machine itself does nothing. */
export type Effect =
  | { type: 'open'; id: string }
  | { type: 'abandon'; id: string }
  /** `others`: how many stood beside the visitor. */
  | { type: 'post'; evidence: Evidence; others: number }
  | { type: 'chime'; verdict: Verdict['verdict'] };

/** What the machine needs to know besides events. */
export interface VisitContext {
  settings: Settings;
  model: string;
  replayed: boolean;
  /** The server says that it can measure nobody. */
  thermometerBroken: boolean;
  newId(): string;
}

export const START: Visit = {
  state: { at: 'idle' },
  face: null,
  others: 0,
  ids: [],
  judgedAt: null,
  emptyMs: 0,
  unseenMs: 0,
};
