import type { Evidence } from '../../../edge-server/contract/index.ts';
import type { TrackedFace } from '../../../models/pipeline/follow.ts';
import { type CurvePoint, decision, posterior } from './sequential.ts';
import type { Attempt, VisitContext } from './state.ts';

/** What an attempt's frames add up to at `at` (ms on the frames' clock), as it is posted. */
export function evidenceOf(
  attempt: Attempt,
  face: TrackedFace | null,
  at: number,
  { model, replayed }: Pick<VisitContext, 'model' | 'replayed'>,
): Evidence {
  const { mask, cause } = decision(attempt.test);
  return {
    id: attempt.id,
    attempt_of: attempt.attemptOf,
    mask,
    cause,
    posterior: posterior(attempt.test),
    frames: Math.min(attempt.test.frames, 10_000),
    // A frame may be older than the timer by which the attempt was opened.
    duration_ms: Math.max(0, Math.min(Math.round(at - attempt.openedAt), 600_000)),
    face_px: face ? Math.round(face.box[2]) : null,
    model,
    replayed,
    curve: attempt.test.curve.map((point) => toCurvePoint(point, attempt.openedAt)),
  };
}

/** A point as it is posted: ms since the attempt began (frames on the way in are before it), thousandths. */
function toCurvePoint({ at, posterior: p }: CurvePoint, openedAt: number): Evidence['curve'][number] {
  const ms = Math.max(-60_000, Math.min(Math.round(at - openedAt), 600_000));
  const thousandths = (value: number) => Math.round(value * 1000);
  return [ms, thousandths(p.mask), thousandths(p.no_mask), thousandths(p.incorrect)];
}
