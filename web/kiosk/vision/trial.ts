import type { TrialFigures } from '../../../edge-server/contract/models.ts';
import type { Face } from '../../../models/pipeline/face.ts';
import type { Frame } from '../../../models/pipeline/frame.ts';
import { loadGated } from '../../../models/pipeline/gate.ts';
import type { Kernels } from '../../../models/pipeline/kernels/start.ts';
import type { ReadModelFile } from '../../../models/pipeline/load.ts';
import { type ObservedFace, VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { qualityIssueOf } from '../../../models/pipeline/quality-issue.ts';

/** The faces of a frame as the model in use judged them; the frame is only lent until the next one is read. */
export interface JudgedFaces {
  frame: Frame;
  /** Of the frame as people stand in it, px. */
  width: number;
  faces: readonly Face[];
  judged: readonly ObservedFace[];
  /** ms that the model in use took to judge them. */
  classify: number;
}

/** Most ms of the trial for each ms of the page's own frames. */
const SHARE = 0.08;
/** What is expected of the next face comes down by this each time that it is not asked: one slow face is not the rule. */
const FORGET = 0.95;
/** Where nothing is judged the detector is never asked. */
const NO_DETECTOR = { name: 'none', detect: async () => [], dispose: () => undefined };

/**
 * A mask model that is asked beside the one in use about the same faces: how often they differ is counted, and nothing
 * is kept. It takes at most `SHARE` of what the page's frames cost, and only a frame after which the camera is waited
 * for; whoever holds it does not ask while a visitor is being judged.
 */
export class Trial {
  readonly #model: string;
  #pipeline: VisionPipeline | null = null;
  #failed: string | null = null;
  /** ms of the page's frames and of the trial, since the start. */
  #own = 0;
  #spent = 0;
  #count = { frames: 0, differed: 0, bolder: 0 };
  #judging = { own: 0, trial: 0 };
  /** ms that the next frame is believed to take; null before the first. */
  #expected: number | null = null;
  readonly #now: () => number;

  constructor(model: string, now: () => number = () => performance.now()) {
    this.#model = model;
    this.#now = now;
  }

  /** Loads it through the gate; what is wrong with it is in its figures. @param kernels that it may run with */
  async load(read: ReadModelFile, kernels: Kernels | null = null): Promise<void> {
    try {
      const { classifier, reliability } = await loadGated(read, kernels);
      this.#pipeline = new VisionPipeline(NO_DETECTOR, classifier, reliability);
    } catch (error) {
      this.fail(error);
    }
  }

  /** It can't be tried. */
  fail(error: unknown): void {
    this.#failed = (error instanceof Error ? error.message : String(error)).slice(0, 400);
  }

  get figures(): TrialFigures {
    const { own, trial } = this.#judging;
    const mean = (ms: number) => (this.#count.frames === 0 ? 0 : ms / this.#count.frames);
    return {
      model: this.#model,
      ...this.#count,
      own_ms: mean(own),
      ms: mean(trial),
      failed: this.#failed,
    };
  }

  /**
   * A frame was answered.
   *
   * @param cost ms that it took
   * @param waited ms for which the camera had been waited for before it
   */
  async frame(of: JudgedFaces, cost: number, waited: number): Promise<void> {
    const { faces, classify } = of;
    this.#own += cost;
    if (this.#pipeline === null || faces.length === 0) return;
    this.#expected ??= classify;
    if (this.#spent + this.#expected > SHARE * this.#own || waited < 2 * this.#expected) {
      this.#expected = Math.max(Math.min(classify, this.#expected), FORGET * this.#expected);
      return;
    }
    const begin = this.#now();
    try {
      await this.#compare(of);
    } catch (error) {
      this.#failed = `it failed on a frame (${(error instanceof Error ? error.message : String(error)).slice(0, 200)})`;
      this.dispose();
    }
    const took = this.#now() - begin;
    this.#spent += took;
    this.#expected = (this.#expected + took) / 2;
  }

  dispose(): void {
    this.#pipeline?.dispose();
    this.#pipeline = null;
  }

  async #compare({ frame, width, faces, judged, classify }: JudgedFaces): Promise<void> {
    const clear = judged.flatMap((face, i) =>
      qualityIssueOf(face.quality, face.box[2] / width) === null ? [i] : [],
    );
    if (clear.length === 0) return;
    const answers = await this.#pipeline!.classify(
      frame,
      clear.map((i) => faces[i]!),
      false,
    );
    this.#judging.own += (classify * clear.length) / judged.length;
    this.#judging.trial += answers.ms.classify;
    for (const [k, i] of clear.entries()) {
      const [own, other] = [judged[i]!.label, answers.faces[k]!.label];
      this.#count.frames += 1;
      if (own === other) continue;
      this.#count.differed += 1;
      if (other === 'mask') this.#count.bolder += 1;
    }
  }
}
