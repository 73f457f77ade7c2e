import type { Face } from '../../../models/pipeline/face.ts';

/** An upright face whose box begins at `x`, `y`. */
export function faceAt(x: number, y: number, side: number, score = 0.9): Face {
  return {
    box: [x, y, side, side],
    score,
    keypoints: {
      rightEye: [x + 0.3 * side, y + 0.3 * side],
      leftEye: [x + 0.7 * side, y + 0.3 * side],
      nose: [x + 0.5 * side, y + 0.55 * side],
      mouth: [x + 0.5 * side, y + 0.8 * side],
    },
  };
}
