import type { Face, FaceDetector } from '../../pipeline/face.ts';
import { LABELS, type Label } from '../../pipeline/labels.ts';
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

const SAME_FACE = 0.4;
const FACELESS = 400;
/** False faces an image that the threshold may let through. */
const ALLOWED = 0.01;
const THRESHOLDS = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

/** Judges a detector; `missed` hears of each wanted face that it did not find, and of each false one. */
export async function judgeDetector(
  detector: FaceDetector,
  stage: Stage,
  photos: readonly ScenePhoto[],
  missed: (staged: Staged, faces: Face[], name: string) => void | Promise<void> = () => {},
): Promise<DetectorFigures> {
  const [composed, fitted] = [emptyRecall(), emptyRecall()];
  for (const [i, photo] of photos.entries()) {
    for (const [recall, staged] of [
      [composed, stage.composed(photo, i)],
      [fitted, stage.fitted(photo)],
    ] as const) {
      if (!staged?.face) continue;
      const { box, label } = staged.face;
      const faces = await detector.detect(staged.frame);
      const found = faces.some((face) => iou(face.box, box) > SAME_FACE);
      recall[label].faces++;
      if (found) recall[label].found++;
      else await missed(staged, faces, photo.file);
    }
  }
  let falseFaces = 0;
  for (let i = 0; i < FACELESS; i++) {
    const staged = stage.faceless(i);
    const faces = await detector.detect(staged.frame);
    falseFaces += faces.length;
    if (faces.length > 0) await missed(staged, faces, `faceless ${i}`);
  }
  return { composed, fitted, faceless: { images: FACELESS, falseFaces } };
}

/** The lowest threshold that keeps false faces rare on faceless frames. @param loose a detector that shows all over .4 */
export async function chooseThreshold(loose: FaceDetector, stage: Stage): Promise<number> {
  const scores: number[] = [];
  for (let i = 0; i < FACELESS; i++) {
    for (const { score } of await loose.detect(stage.faceless(i).frame)) scores.push(score);
  }
  const most = ALLOWED * FACELESS;
  return (
    THRESHOLDS.find((threshold) => scores.filter((score) => score >= threshold).length <= most) ??
    THRESHOLDS.at(-1)!
  );
}

/** How one detector's boxes lie against another's on faces that both find: medians, in sides of the other's. */
export async function compareBoxes(
  detector: FaceDetector,
  other: FaceDetector,
  stage: Stage,
  photos: readonly ScenePhoto[],
): Promise<{ faces: number; dx: number; dy: number; size: number }> {
  const rows: [number, number, number][] = [];
  for (const photo of photos) {
    const staged = stage.fitted(photo);
    if (!staged?.face) continue;
    const { box } = staged.face;
    const best = async (of: FaceDetector) =>
      (await of.detect(staged.frame)).find((face) => iou(face.box, box) > SAME_FACE);
    const [own, others] = [await best(detector), await best(other)];
    if (!own || !others) continue;
    const [x, y, w, h] = own.box;
    const [ox, oy, ow, oh] = others.box;
    const side = Math.max(ow, oh);
    rows.push([(x + w / 2 - ox - ow / 2) / side, (y + h / 2 - oy - oh / 2) / side, Math.max(w, h) / side]);
  }
  const median = (k: 0 | 1 | 2) => {
    const sorted = rows.map((row) => row[k]).sort((a, b) => a - b);
    return Number((sorted[sorted.length >> 1] ?? Number.NaN).toFixed(4));
  };
  return { faces: rows.length, dx: median(0), dy: median(1), size: median(2) };
}

function emptyRecall(): Recall {
  return Object.fromEntries(LABELS.map((label) => [label, { faces: 0, found: 0 }])) as Recall;
}
