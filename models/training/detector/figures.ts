import type { Face, FaceDetector } from '../../pipeline/face.ts';
import { LABELS, type Label } from '../../pipeline/labels.ts';
import { median } from '../../pipeline/median.ts';
import { iou } from '../../pipeline/nms.ts';
import type { ScenePhoto } from './scenes.ts';
import type { Stage, Staged } from './stage.ts';

/** Faces found of those that were there, by label. */
export type Recall = Record<Label, { faces: number; found: number }>;

/** What a detector does on staged held-out photos. */
export interface DetectorFigures {
  /** Photos at random sizes before random backgrounds; photos as large as they go. */
  composed: Recall;
  fitted: Recall;
  faceless: { images: number; falseFaces: number };
}

/** How one detector's boxes lie against another's on faces that both find: medians, in sides of the other's. */
export interface BoxComparison {
  faces: number;
  dx: number;
  dy: number;
  size: number;
}

/** Hears of each wanted face that the first detector did not find, and of each frame with a false one. */
export type OnMistake = (staged: Staged, faces: Face[], name: string) => void | Promise<void>;

const SAME_FACE = 0.4;
const FACELESS = 400;
/** Frames without a face by which the threshold is chosen, and false faces an image that it may let through. */
const CHOSEN_BY = 1000;
const ALLOWED = 0.02;
const THRESHOLDS = Array.from({ length: 21 }, (_, i) => 0.4 + 0.025 * i);

/** Judges detectors on the same frames; the boxes of the first are compared with those of the second. */
export async function judgeDetectors(
  detectors: readonly FaceDetector[],
  stage: Stage,
  photos: readonly ScenePhoto[],
  onMistake: OnMistake,
): Promise<{ figures: DetectorFigures[]; boxes: BoxComparison }> {
  const figures = detectors.map(
    (): DetectorFigures => ({
      composed: emptyRecall(),
      fitted: emptyRecall(),
      faceless: { images: FACELESS, falseFaces: 0 },
    }),
  );
  const pairs: [Face['box'], Face['box']][] = [];
  for (const [i, photo] of photos.entries()) {
    for (const kind of ['composed', 'fitted'] as const) {
      const staged = stage[kind](photo, i);
      if (!staged?.face) continue;
      const { box, label } = staged.face;
      const found: (Face | undefined)[] = [];
      for (const [k, detector] of detectors.entries()) {
        const faces = await detector.detect(staged.frame);
        found[k] = faces.find((face) => iou(face.box, box) > SAME_FACE);
        const recall = figures[k]![kind][label];
        recall.faces++;
        if (found[k]) recall.found++;
        else if (k === 0) await onMistake(staged, faces, photo.file);
      }
      if (kind === 'fitted' && found[0] && found[1]) pairs.push([found[0].box, found[1].box]);
    }
  }
  for (let i = 0; i < FACELESS; i++) {
    const staged = stage.faceless(i);
    for (const [k, detector] of detectors.entries()) {
      const faces = await detector.detect(staged.frame);
      figures[k]!.faceless.falseFaces += faces.length;
      if (k === 0 && faces.length > 0) await onMistake(staged, faces, `faceless ${i}`);
    }
  }
  return { figures, boxes: compareBoxes(pairs) };
}

/**
 * The lowest threshold that keeps false faces rare on faceless frames.
 *
 * @param loose the detector with a threshold of .4 or lower
 */
export async function chooseThreshold(loose: FaceDetector, stage: Stage): Promise<number> {
  const scores: number[] = [];
  for (let i = 0; i < CHOSEN_BY; i++) {
    for (const { score } of await loose.detect(stage.faceless(i).frame)) scores.push(score);
  }
  const most = ALLOWED * CHOSEN_BY;
  const count = (threshold: number) => scores.filter((score) => score >= threshold).length;
  const chosen = THRESHOLDS.find((threshold) => count(threshold) <= most) ?? THRESHOLDS.at(-1)!;
  return Number(chosen.toFixed(3));
}

function compareBoxes(pairs: readonly [Face['box'], Face['box']][]): BoxComparison {
  const rows = pairs.map(([[x, y, w, h], [ox, oy, ow, oh]]) => {
    const side = Math.max(ow, oh);
    return [(x + w / 2 - ox - ow / 2) / side, (y + h / 2 - oy - oh / 2) / side, Math.max(w, h) / side];
  });
  const middle = (k: number) => {
    return Number(median(rows.map((row) => row[k]!)).toFixed(4));
  };
  return { faces: rows.length, dx: middle(0), dy: middle(1), size: middle(2) };
}

function emptyRecall(): Recall {
  return Object.fromEntries(LABELS.map((label) => [label, { faces: 0, found: 0 }])) as Recall;
}
