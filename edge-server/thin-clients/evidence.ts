import { qualityIssueOf } from '../../models/pipeline/quality-issue.ts';
import { Evidence, type MaskAnswer } from '../contract/index.ts';
import type { MaskResult } from './mask-service.ts';

/**
 * Probability from which one picture decides. The kiosk page adds up frames until the odds are 99 to 1; a single
 * picture is all that a thin client sends, and below this the answer is `adjust`, so that it sends another one.
 */
const SURE = 0.9;

/** What one picture says of its nearest face; a face that is poor to judge is undecided, however sure the model is. */
export function decisionOf({
  face,
  width,
}: Pick<MaskResult, 'width'> & { face: NonNullable<MaskResult['face']> }): Pick<
  MaskAnswer,
  'decision' | 'cause'
> {
  const issue = qualityIssueOf(face.quality, face.box[2] / width);
  if (issue !== null) return { decision: 'undecided', cause: issue };
  if (face.probabilities[face.label] < SURE) return { decision: 'undecided', cause: 'unsure' };
  return { decision: face.label, cause: null };
}

/**
 * The evidence of a visit that is one picture. The same picture gives the same evidence, so that a request that
 * is sent again is a retry and no conflict; hence no time that was measured stands in it.
 */
export function evidenceOf(id: string, result: MaskResult & { face: object }): Evidence {
  const { face, model } = result;
  const { decision: mask, cause } = decisionOf(result);
  return Evidence.parse({
    id,
    mask,
    cause,
    posterior: face.probabilities,
    frames: 1,
    duration_ms: 0,
    face_px: Math.max(0, Math.round(face.box[2])),
    model,
  });
}
