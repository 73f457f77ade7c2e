import type { Network } from '../blazeface/network.ts';
import type { Arena } from '../kernels/kernels.ts';
import { type DetectorArchitecture, OUTPUTS } from './architecture.ts';
import type { AnchorTarget } from './targets.ts';

/** Exponent of the focal loss (Lin et al. 2017, arXiv 1708.02002): what is sure already weighs little. */
const FOCUS = 2;
/** Errors of places in face sides: squared below, linear above (Huber 1964). */
const SMOOTH = 0.08;
const PLACE_WEIGHT = 1;
/** Divides a scene's loss, so that it is about 1 for a face answered at random. */
const SCENE = 6;

export interface DetectorLoss {
  score: number;
  place: number;
}

/**
 * Loss of one cell-and-anchor row of a head, and its gradient.
 *
 * @param row @param gradient `OUTPUTS` numbers each: logit, box centre and size, keypoints, in pixels around
 * the cell's centre (x, y) @param share the gradient's factor: one over the scenes of the whole step
 */
export function anchorLoss(
  row: Float32Array,
  { kind, face, weight }: AnchorTarget,
  x: number,
  y: number,
  gradient: Float32Array,
  share: number,
): DetectorLoss {
  gradient.fill(0);
  if (kind === 'open') return { score: 0, place: 0 };
  const factor = (weight * share) / SCENE;
  const { loss, slope } = focal(row[0]!, face !== undefined);
  gradient[0] = slope * factor;
  const scored = (loss * weight) / SCENE;
  if (!face) return { score: scored, place: 0 };
  const [bx, by, w, h] = face.box;
  // Without keypoints the box is one of another convention, too, and says only where to look.
  if (!face.keypoints) return { score: scored, place: 0 };
  const { rightEye, leftEye, nose, mouth } = face.keypoints;
  const points = [rightEye, leftEye, nose, mouth].flatMap(([px, py]) => [px - x, py - y]);
  const wanted = [bx + w / 2 - x, by + h / 2 - y, w, h, ...points];
  let place = 0;
  for (let k = 0; k < OUTPUTS - 1; k++) {
    const error = (row[1 + k]! - wanted[k]!) / w;
    const size = Math.abs(error);
    place += size < SMOOTH ? (error * error) / (2 * SMOOTH) : size - SMOOTH / 2;
    const steep = size < SMOOTH ? error / SMOOTH : Math.sign(error);
    gradient[1 + k] = (PLACE_WEIGHT * steep * factor) / w;
  }
  return { score: scored, place: (PLACE_WEIGHT * place * weight) / SCENE };
}

/** Focal loss of a logit, and its derivative: with p the probability of the truth, −(1 − p)² ln p. */
export function focal(logit: number, truth: boolean): { loss: number; slope: number } {
  const z = truth ? logit : -logit;
  const p = 1 / (1 + Math.exp(-z));
  // ln p = −ln(1 + e^−z), without overflow.
  const logP = -(Math.max(0, -z) + Math.log1p(Math.exp(-Math.abs(z))));
  const q = 1 - p;
  const loss = -(q ** FOCUS) * logP;
  const slope = q ** FOCUS * (FOCUS * p * logP - q);
  return { loss, slope: truth ? slope : -slope };
}

/** Fills the heads' gradients of one scene and tells its loss. */
export function sceneLoss(
  arena: Arena,
  { architecture, heads }: Network<DetectorArchitecture>,
  targets: readonly AnchorTarget[],
  share: number,
): DetectorLoss {
  const sum: DetectorLoss = { score: 0, place: 0 };
  let at = 0;
  heads.forEach(({ answers, gradient, cells, across }, k) => {
    const { stride, anchors, columns } = architecture.heads[k]!;
    const rows = arena.view(answers, cells * columns);
    const slopes = arena.view(gradient, cells * columns);
    slopes.fill(0);
    for (let cell = 0; cell < cells; cell++) {
      const x = ((cell % across) + 0.5) * stride;
      const y = (Math.floor(cell / across) + 0.5) * stride;
      for (let a = 0; a < anchors.length; a++) {
        const from = cell * columns + a * OUTPUTS;
        const { score, place } = anchorLoss(
          rows.subarray(from, from + OUTPUTS),
          targets[at++]!,
          x,
          y,
          slopes.subarray(from, from + OUTPUTS),
          share,
        );
        sum.score += score;
        sum.place += place;
      }
    }
  });
  return sum;
}
