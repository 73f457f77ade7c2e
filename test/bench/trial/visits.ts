import type { FaceFollower, TrackedFace } from '../../../models/pipeline/follow.ts';
import type { Frame } from '../../../models/pipeline/frame.ts';
import type { JudgedFaces, Trial } from '../../../web/kiosk/vision/trial.ts';
import { addFrame, NOTHING_SEEN, sureLabel } from '../../../web/kiosk/visit/sequential.ts';

/** Frames between two visits, in which the trial may be asked, and those of a visit after which nobody waits longer. */
const IDLE = 6;
const MOST = 60;

export interface Rig {
  follower: FaceFollower;
  newest: () => JudgedFaces | null;
  pictures: readonly Frame[];
  /** ms between two frames of the camera. */
  dt: number;
  /** 0 to 1, for the moments at which visits begin. */
  random: () => number;
}

/**
 * From the moment at which a visitor stands there to the sure label, ms. The camera's clock is of the bench, and a frame
 * and the trial take on it what they took in truth, so that a visit that begins while either is at work waits for it.
 *
 * @param trial asked after each frame before the visit, as the page does; null for none
 */
export async function visit(
  { follower, newest, pictures, dt, random }: Rig,
  trial: Trial | null,
): Promise<number> {
  let now = 0;
  let begins = 0;
  for (let k = 0; k < IDLE; k++) {
    const waited = Math.max(0, k * dt - now);
    now += waited;
    // Anywhere between this frame and the next one, so also while this one is looked at.
    begins = now + random() * dt;
    const { ms } = await looked(k);
    now += ms;
    const judged = newest();
    if (trial === null || judged === null) continue;
    const begin = performance.now();
    await trial.frame(judged, ms, waited);
    now += performance.now() - begin;
  }
  now = Math.max(now, begins);
  let state = NOTHING_SEEN;
  for (
    let k = Math.ceil(now / dt), seen = 0;
    seen < MOST;
    k = Math.max(k + 1, Math.floor(now / dt)), seen++
  ) {
    now = Math.max(now, k * dt);
    const { ms, face, width } = await looked(k);
    now += ms;
    if (face !== null) state = addFrame(state, { ...face, relativeWidth: face.box[2] / width }, k * dt);
    if (sureLabel(state) !== null) return now - begins;
  }
  throw new Error(`nothing was sure after ${MOST} frames: the recording is another one than before`);

  async function looked(k: number): Promise<{ ms: number; face: TrackedFace | null; width: number }> {
    const frame = pictures[k % pictures.length]!;
    const begin = performance.now();
    const { faces } = await follower.observe(frame, k * dt);
    return { ms: performance.now() - begin, face: faces[0] ?? null, width: frame.width };
  }
}

/** The value below which 95 in 100 lie. */
export function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? Number.NaN;
}
