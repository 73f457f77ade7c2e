import type { TrackedFace } from '../../../models/pipeline/follow.ts';
import { GAP_MS, KEEP_MS } from '../../../models/pipeline/tracker.ts';
import type { Visit } from './state.ts';
import { unseenAfter } from './unseen.ts';
import type { Visitor } from './visitor.ts';

/**
 * Whether the visitor is still there, by what was looked at. Absence adds up over judged frames without a face; a
 * time without frames (the page, the worker or the camera stood still) proves neither that somebody went nor that
 * somebody came. Who stands there after such a time is taken for the visitor where an answer is shown or on its way,
 * and looked at anew where evidence is gathered. All times are ms on the frames' clock.
 */

/** A face that was looked for in vain for this long has gone. */
const GONE_MS = 800;
/** While measuring, a forehead at the sensor may fill the picture and hide the face from the detector. */
const GONE_WHILE_MEASURING_MS = 3000;
/** From this share of the frame on, a face that vanishes has probably come too near. */
const FILLS_PICTURE = 0.4;
/** Whoever came too near to be seen is seen again about as near: a face of less than this share of that width is another's. */
const AS_NEAR = 0.75;
/** After this long without a frame it may be anybody who stands there. */
const BLIND_MS = 800;
/** A visit ends after this long without a frame: whoever stands there then is checked as somebody new. */
export const LOST_MS = 30_000;
/** Tracks of one visitor that are remembered. */
const MOST_IDS = 8;

/** Nobody looked for so long that another person may stand there. */
export function isBlind(visit: Visit, at: number): boolean {
  return blindFor(visit, at) > BLIND_MS;
}

/** Nobody looked for so long that the visit is over. */
export function isLost(visit: Visit, at: number): boolean {
  return blindFor(visit, at) > LOST_MS;
}

/** The visitor was looked for long enough, and not found. */
export function isAbsent({ face, state, emptyMs }: Visit): boolean {
  // Let in before the page was loaded again: whoever stands there is that visitor, until somebody looked in vain.
  if (!face) return state.at !== 'leaving' || emptyMs > GONE_MS;
  const near = state.at === 'measuring' && face.relativeWidth > FILLS_PICTURE;
  return emptyMs > (near ? GONE_WHILE_MEASURING_MS : GONE_MS);
}

/**
 * Another person stands there: seen to come in while the visitor was still followed, or farther away than the visitor can
 * be, who has come too near to be seen.
 */
export function isAnother(
  { face, ids, emptyMs }: Visit,
  found: Pick<Visitor, 'face' | 'relativeWidth'>,
): boolean {
  if (face === null || found.face.origin !== 'new' || ids.includes(found.face.id)) return false;
  return emptyMs <= KEEP_MS || found.relativeWidth < AS_NEAR * face.relativeWidth;
}

/** Nobody knows whether it is another person: the track appeared after a gap. */
export function mayBeAnother({ face, ids }: Visit, found: TrackedFace): boolean {
  return face !== null && found.origin === 'unknown' && !ids.includes(found.id);
}

/** The visit after a frame in which the visitor was seen. */
export function withVisitor(visit: Visit, { face, relativeWidth, others }: Visitor, at: number): Visit {
  const before =
    visit.state.at === 'idle' || visit.state.at === 'unseen' ? [] : visit.ids.filter((id) => id !== face.id);
  const ids = [...before, face.id].slice(-MOST_IDS);
  return { ...visit, face: { face, relativeWidth, at }, others, ids, judgedAt: at, emptyMs: 0, unseenMs: 0 };
}

/** The visit after a frame in which no face was found; `unseen` when somebody moves there all the same. */
export function withNobody(visit: Visit, at: number, unseen: boolean): Visit {
  const looked = Math.min(blindFor(visit, at), GAP_MS);
  const unseenMs = unseenAfter(visit.unseenMs, unseen, looked);
  return { ...visit, judgedAt: at, emptyMs: visit.emptyMs + looked, unseenMs };
}

function blindFor({ judgedAt }: Visit, at: number): number {
  return judgedAt === null ? 0 : Math.max(0, at - judgedAt);
}
