import type { Box, Face, FaceDetector } from './face.ts';
import type { Frame } from './frame.ts';
import { iou } from './nms.ts';
import { TURNS, type Turn } from './turn.ts';

/** Side of the region that is looked at again, in face boxes. */
export const REGION = 2;
/**
 * By so much, in logits, another turn has to find the face better: masked faces look much the same upside down. Chosen
 * on 380 upright photos, of which one is taken for tilted; without it nine were.
 */
const MARGIN = 0.7;
/** Boxes that overlap more are of the same face. */
const SAME = 0.25;

/**
 * Whether a face stands upright in a frame that is turned by `turn`, as those did that detector and classifier have
 * learnt from: on its side a bare face is taken for a mask, and its key points say level eyes. So its surroundings are
 * looked at in all four turns, and the face has to be found in its own, and in no other one clearly better: four searches.
 */
export async function standsUpright(
  detector: Pick<FaceDetector, 'detect'>,
  frame: Frame,
  face: Pick<Face, 'box'>,
  turn: Turn,
): Promise<boolean> {
  const scores = await scoresByTurn(detector, frame, face.box);
  return scores[turn] > 0 && !TURNS.some((other) => isBetter(scores[other], scores[turn]));
}

/** Whether a score of a face's surroundings in another turn is clearly better than the one in its own. */
export function isBetter(other: number, own: number): boolean {
  return logit(other) > logit(own) + MARGIN;
}

function logit(score: number): number {
  return Math.log(score / (1 - score));
}

/** The best score in each turn of what overlaps the box; 0 where nothing does. */
async function scoresByTurn(
  detector: Pick<FaceDetector, 'detect'>,
  frame: Frame,
  box: Box,
): Promise<Record<Turn, number>> {
  const [x, y, w, h] = box;
  const side = REGION * Math.max(w, h);
  const region: Box = [x + (w - side) / 2, y + (h - side) / 2, side, side];
  const scores: Record<Turn, number> = { 0: 0, 90: 0, 180: 0, 270: 0 };
  for (const turn of TURNS) {
    const found = await detector.detect(frame, region, turn);
    // By falling score: the first that overlaps is the best.
    scores[turn] = found.find((other) => iou(other.box, box) > SAME)?.score ?? 0;
  }
  return scores;
}
