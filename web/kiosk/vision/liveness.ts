import type { Face } from '../../../models/pipeline/face.ts';
import type { LiveObservation } from '../../../models/pipeline/follow.ts';
import type { Frame } from '../../../models/pipeline/frame.ts';
import { isStill } from '../visit/visitor.ts';

/** What tells a live face from a picture of one: `LivenessModel`, or a test's stand-in. */
export interface LivenessScorer {
  /** @returns 0 for a picture of a face, 1 for a live one */
  score(frame: Frame, face: Face): Promise<number>;
  dispose(): void;
}

export interface LivenessOptions {
  load: () => Promise<LivenessScorer>;
  /** Why there are no scores although they are wanted. */
  failed: (error: unknown) => void;
}

/** ms of the frames' clock between two scores: frames nearer than that say nearly the same. */
const EVERY_MS = 250;

/**
 * Scores the largest face of live frames now and then, while the site wants it: `off` → `choose(true)` loads the
 * model → scores. Whatever fails here costs the scores and never the mask check, which does not wait for the model
 * either; then `off` until `choose(true)` comes again.
 */
export class LivenessWatch {
  readonly #options: LivenessOptions;
  #wanted = false;
  #loading = false;
  #scorer: LivenessScorer | null = null;
  #scoredAt = Number.NEGATIVE_INFINITY;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Switches it on or off; safe to call again. Resolves when the model is loaded, or could not be. */
  async choose(on: boolean): Promise<void> {
    this.#wanted = on;
    if (!on) this.#drop();
    if (!on || this.#scorer || this.#loading) return;
    this.#loading = true;
    try {
      const scorer = await this.#options.load();
      if (this.#wanted) this.#scorer = scorer;
      else scorer.dispose();
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#loading = false;
    }
  }

  /**
   * The observation of a live frame, its largest face with a score when one is due. A face that walks is left out:
   * it is blurred, and so the frame in which it stands, with which its check begins, is scored at once.
   *
   * @param at when the frame was taken, ms of the follower's clock
   */
  async add(observation: LiveObservation, frame: Frame, at: number): Promise<LiveObservation> {
    const [largest, ...rest] = observation.faces;
    // A clock that went back is another recording.
    const since = at < this.#scoredAt ? Number.POSITIVE_INFINITY : at - this.#scoredAt;
    if (!this.#scorer || !largest || !isStill(largest) || since < EVERY_MS) return observation;
    this.#scoredAt = at;
    try {
      const liveness = await this.#scorer.score(frame, largest);
      return { ...observation, faces: [{ ...largest, liveness }, ...rest] };
    } catch (error) {
      this.#drop();
      this.#options.failed(error);
      return observation;
    }
  }

  #drop(): void {
    this.#scorer?.dispose();
    this.#scorer = null;
  }
}
