import { CURVE_POINTS } from '../../../edge-server/contract/curve.ts';
import type { MaskDecision, MaskLabel, UndecidedCause } from '../../../edge-server/contract/index.ts';
import { LABELS, type Probabilities } from '../../../models/pipeline/labels.ts';
import type { Quality } from '../../../models/pipeline/quality.ts';
import { qualityIssueOf } from '../../../models/pipeline/quality-issue.ts';

/**
 * Wald's sequential probability ratio test over three hypotheses.
 *
 * A frame's evidence is the log-likelihood of each label, measured on faces whose labels are known (`evidenceOf` in
 * models/pipeline/reliability.ts), and adds up over independent frames; so answers that do not depend on the face
 * weigh nothing, and no single frame decides. Frames are not independent: two that are `dt` apart count as
 * `w = min(1, dt / INDEPENDENT_MS)` of a frame, so that a faster camera brings no false certainty. (The recordings say 113 ms up to
 * the first zero of their autocorrelation, and 276 ms over a whole second, in which a clip begins to repeat itself:
 * `npm run bench:sequential`. What is counted is nearer the longer one.) The test ends for a label as soon as its log-likelihood leads every other by
 * `ln((1 − e) / e)`, e being the error rate asked for (Wald 1945, eq. 3:31, with both errors equal).
 */
const INDEPENDENT_MS = 250;
const MIN_FRAMES = 3;
/** As many as the evidence may carry. */
const MOST_POINTS = CURVE_POINTS;
export const ERROR_RATE = 0.01;
const DECIDED_AT = Math.log((1 - ERROR_RATE) / ERROR_RATE);

export interface SequentialState {
  logLikelihood: Probabilities;
  frames: number;
  lastMs: number | null;
  /** How often each issue kept a frame from counting. */
  issues: Partial<Record<UndecidedCause, number>>;
  /** How the posterior went, oldest first, for whoever looks at the visit later; at most `MOST_POINTS`. */
  curve: readonly CurvePoint[];
}

/** The posterior after a frame; `at` in ms on the frames' clock. */
export interface CurvePoint {
  at: number;
  posterior: Probabilities;
}

export const NOTHING_SEEN: SequentialState = {
  logLikelihood: { mask: 0, no_mask: 0, incorrect: 0 },
  frames: 0,
  lastMs: null,
  issues: {},
  curve: [],
};

/** Adds a frame's face; a frame that is too poor to judge only counts as an issue. `at` in ms. */
export function addFrame(
  state: SequentialState,
  face: { evidence: Probabilities; quality: Quality; relativeWidth: number },
  at: number,
): SequentialState {
  const issue = qualityIssueOf(face.quality, face.relativeWidth);
  if (issue) return { ...state, issues: { ...state.issues, [issue]: (state.issues[issue] ?? 0) + 1 } };
  const weight = state.lastMs === null ? 1 : Math.min(1, Math.max(0, at - state.lastMs) / INDEPENDENT_MS);
  const logLikelihood = { ...state.logLikelihood };
  for (const label of LABELS) {
    logLikelihood[label] += weight * face.evidence[label];
  }
  const curve = thinned([...state.curve, { at, posterior: posteriorOf(logLikelihood) }]);
  return { ...state, logLikelihood, frames: state.frames + 1, lastMs: at, curve };
}

/** When there are too many points every second one goes, but the last stays: the shape is kept, however long it takes. */
function thinned(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_POINTS) return curve;
  return curve.filter((_, i) => i % 2 === 0 || i === curve.length - 1);
}

/** Half of what was seen on the way in counts this much later, ms: who puts the mask on while walking is not refused. */
const HALF_LIFE_MS = 300;

/** The state at `at` (ms) with older frames worth less: forgetting takes certainty away and never adds any. */
export function faded(state: SequentialState, at: number): SequentialState {
  if (state.lastMs === null) return NOTHING_SEEN;
  const kept = 0.5 ** (Math.max(0, at - state.lastMs) / HALF_LIFE_MS);
  const { mask, no_mask, incorrect } = state.logLikelihood;
  const logLikelihood = { mask: kept * mask, no_mask: kept * no_mask, incorrect: kept * incorrect };
  // What was wrong on the way in is mended by standing there.
  return { ...state, logLikelihood, issues: {} };
}

/** The label that is sure at the error rate, or null while none is. */
export function sureLabel({ logLikelihood, frames }: SequentialState): MaskLabel | null {
  if (frames < MIN_FRAMES) return null;
  const [best, second] = [...LABELS].sort((a, b) => logLikelihood[b] - logLikelihood[a]);
  return logLikelihood[best!] - logLikelihood[second!] >= DECIDED_AT ? best! : null;
}

/** The posterior over the labels under a flat prior. */
export function posterior({ logLikelihood }: SequentialState): Probabilities {
  return posteriorOf(logLikelihood);
}

function posteriorOf(logLikelihood: Probabilities): Probabilities {
  const top = Math.max(...LABELS.map((label) => logLikelihood[label]));
  const weights = LABELS.map((label) => Math.exp(logLikelihood[label] - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(LABELS.map((label, k) => [label, weights[k]! / total])) as Probabilities;
}

/** What the visit posts at this moment: the sure label, or `undecided` with what stood in the way most. */
export function decision(state: SequentialState): { mask: MaskDecision; cause: UndecidedCause | null } {
  const sure = sureLabel(state);
  if (sure) return { mask: sure, cause: null };
  const issues = Object.entries(state.issues) as [UndecidedCause, number][];
  const [worst] = issues.sort((a, b) => b[1] - a[1]);
  return { mask: 'undecided', cause: worst && worst[1] > state.frames ? worst[0] : 'unsure' };
}

/** How far the test has come, 0 to 1: the lead of the best label as a share of what decides. */
export function confidence({ logLikelihood, frames }: SequentialState): number {
  const [best, second] = LABELS.map((label) => logLikelihood[label]).sort((a, b) => b - a);
  return Math.min(1, (best! - second!) / DECIDED_AT, frames / MIN_FRAMES);
}
