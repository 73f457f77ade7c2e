import { type ChangeWatch, FaceFollower } from '../../../models/pipeline/follow.ts';
import type { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { turnSize } from '../../../models/pipeline/turn.ts';
import type { JudgedFaces } from './trial.ts';

/** A follower of faces, and what its classifier judged last, for a model on trial beside it; null before the first. */
export function notingFollower(
  pipeline: VisionPipeline,
  watch?: ChangeWatch,
): {
  follower: FaceFollower;
  newest: () => JudgedFaces | null;
} {
  let newest: JudgedFaces | null = null;
  const noting: ConstructorParameters<typeof FaceFollower>[0] = {
    detect: (...of) => pipeline.detect(...of),
    standsUpright: (...of) => pipeline.standsUpright(...of),
    classify: async (frame, faces, flip) => {
      const answer = await pipeline.classify(frame, faces, flip);
      const [width] = turnSize(frame.width, frame.height, follower.turn);
      newest = { frame, width, faces, judged: answer.faces, classify: answer.ms.classify };
      return answer;
    },
  };
  // The page outlives a worker and remembers whom its tracks meant: each worker begins somewhere else.
  const [begin] = crypto.getRandomValues(new Uint32Array(1));
  const follower = new FaceFollower(noting, watch, begin);
  return { follower, newest: () => newest };
}
