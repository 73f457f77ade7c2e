import type { Face, Point } from './face.ts';

/** Intersection over union of two `[x, y, w, h]` boxes; 0 when they do not touch. */
export function iou(a: Face['box'], b: Face['box']): number {
  const w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a[2] * a[3] + b[2] * b[3] - w * h);
}

/**
 * Non-max suppression that averages what it suppresses, weighted by score (BlazeFace paper, section 4):
 * steadier from frame to frame than taking the best box alone.
 */
export function weightedNonMaxSuppression(faces: Face[], threshold: number, most: number): Face[] {
  const left = [...faces].sort((a, b) => b.score - a.score);
  const kept: Face[] = [];
  while (left.length > 0 && kept.length < most) {
    const best = left[0]!;
    const group = left.filter((face) => face === best || iou(face.box, best.box) > threshold);
    kept.push(group.length === 1 ? best : average(group, best.score));
    for (const face of group) left.splice(left.indexOf(face), 1);
  }
  return kept;
}

function average(group: Face[], score: number): Face {
  const total = group.reduce((sum, face) => sum + face.score, 0);
  const mean = (pick: (face: Face) => number) =>
    group.reduce((sum, face) => sum + face.score * pick(face), 0) / total;
  const point = (pick: (face: Face) => Point): Point => [mean((f) => pick(f)[0]), mean((f) => pick(f)[1])];
  return {
    box: [mean((f) => f.box[0]), mean((f) => f.box[1]), mean((f) => f.box[2]), mean((f) => f.box[3])],
    score,
    keypoints: {
      rightEye: point((f) => f.keypoints.rightEye),
      leftEye: point((f) => f.keypoints.leftEye),
      nose: point((f) => f.keypoints.nose),
      mouth: point((f) => f.keypoints.mouth),
    },
  };
}
