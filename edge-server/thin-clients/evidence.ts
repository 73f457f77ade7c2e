import { qualityIssueOf } from '../../models/pipeline/quality-issue.ts';
import { Evidence } from '../contract/index.ts';
import type { MaskResult } from './mask-service.ts';

/**
 * Probability from which one picture decides. The kiosk page adds up frames until the odds are 99 to 1; a single
 * picture is all that a thin client sends, and below this the answer is `adjust`, so that it sends another one.
 */
const SURE = 0.9;

/**
 * The evidence of a visit that is one picture. The same picture gives the same evidence, so that a request that
 * is sent again is a retry and no conflict; hence no time that was measured stands in it.
 */
export function evidenceOf(id: string, { face, model, width }: MaskResult & { face: object }): Evidence {
  const issue = qualityIssueOf(face.quality, face.box[2] / width);
  const sure = issue === null && face.probabilities[face.label] >= SURE;
  return Evidence.parse({
    id,
    mask: sure ? face.label : 'undecided',
    cause: sure ? null : (issue ?? 'unsure'),
    posterior: face.probabilities,
    frames: 1,
    duration_ms: 0,
    face_px: Math.max(0, Math.round(face.box[2])),
    model,
  });
}
