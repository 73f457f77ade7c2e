import { cutFace } from './align.ts';
import { largest, type MaskClassifier } from './classifier.ts';
import type { Box, DetectorModel, Face, FaceDetector, InputShare } from './face.ts';
import type { Frame } from './frame.ts';
import { loadGated } from './gate.ts';
import type { Kernels } from './kernels/start.ts';
import type { Label, Probabilities } from './labels.ts';
import type { ReadModelFile } from './load.ts';
import { measureQuality, type Quality } from './quality.ts';
import { evidenceOf, type Reliability } from './reliability.ts';
import type { Turn } from './turn.ts';
import { standsUpright } from './upright.ts';

/** A face with its mask probabilities. `label` is always the largest: nothing is abstained here. */
export interface ObservedFace extends Face {
  probabilities: Probabilities;
  label: Label;
  /** What the answer is worth, as log-likelihoods of the labels less the largest; see `evidenceOf`. */
  evidence: Probabilities;
  quality: Quality;
}

/** ms of the stages: finding faces; cutting their crops and measuring their quality; judging the crops. */
export interface StageMs {
  detect: number;
  crop: number;
  classify: number;
}

/** What one frame showed. */
export interface Observation {
  width: number;
  height: number;
  faces: ObservedFace[];
  ms: StageMs;
}

/**
 * detect → align → classify, the same in the page's worker and in Node. Not re-entrant: one frame at a time,
 * since the buffers are reused, and grow to the most faces that a frame had.
 */
export class VisionPipeline {
  readonly modelVersion: string;
  readonly #detector: FaceDetector;
  readonly #classifier: MaskClassifier;
  readonly #reliability: Reliability;
  #crops = new Float32Array(0);

  constructor(detector: FaceDetector, classifier: MaskClassifier, reliability: Reliability) {
    this.#detector = detector;
    this.#classifier = classifier;
    this.#reliability = reliability;
    this.modelVersion = classifier.manifest.version;
  }

  /**
   * Loads detector and classifier; a TF.js backend must be ready.
   * @param kernels that the nets may run with; null for TF.js' own
   * @throws {ModelRefused} when the classifier does not pass the gate
   */
  static async load(
    read: ReadModelFile,
    detector: DetectorModel,
    kernels: Kernels | null = null,
  ): Promise<VisionPipeline> {
    const [found, { classifier, reliability }] = await Promise.all([
      detector.load(read, kernels),
      loadGated(read, kernels),
    ]);
    return new VisionPipeline(found, classifier, reliability);
  }

  /** What our kernels brought each net, in words; empty without them. */
  get kernels(): string {
    const each = { face: this.#detector.kernels, mask: this.#classifier.kernels };
    return Object.entries(each)
      .flatMap(([net, brought]) => (brought ? [`${net} ${brought}`] : []))
      .join(', ');
  }

  /** Finds and judges every face of a frame, whatever came before; see `FaceFollower` for live cameras. */
  async observe(frame: Frame): Promise<Observation> {
    const start = performance.now();
    const found = await this.#detector.detect(frame);
    const detect = performance.now() - start;
    const { faces, ms } = await this.classify(frame, found, true);
    return { width: frame.width, height: frame.height, faces, ms: { detect, ...ms } };
  }

  /** Finds faces, in a region or in the whole frame; see `FaceDetector`. */
  detect(frame: Frame, region?: Box, turn?: Turn, share?: InputShare): Promise<Face[]> {
    return this.#detector.detect(frame, region, turn, share);
  }

  /** Whether a face that was found stands upright in the frame when that is turned: four searches. */
  standsUpright(frame: Frame, face: Pick<Face, 'box'>, turn: Turn = 0): Promise<boolean> {
    return standsUpright(this.#detector, frame, face, turn);
  }

  /** Judges faces that were found, in the same order. @param flip test-time flip, see `MaskClassifier.classify` */
  async classify(
    frame: Frame,
    faces: readonly Face[],
    flip: boolean,
  ): Promise<{ faces: ObservedFace[]; ms: Omit<StageMs, 'detect'> }> {
    if (faces.length === 0) return { faces: [], ms: { crop: 0, classify: 0 } };
    const start = performance.now();
    const { size, crop } = this.#classifier.manifest.input;
    const floats = size * size * 3;
    if (this.#crops.length < faces.length * floats) this.#crops = new Float32Array(faces.length * floats);
    const qualities = faces.map((face, i) => {
      const out = this.#crops.subarray(i * floats, (i + 1) * floats);
      cutFace(frame, face, size, crop.scale, out);
      return measureQuality(frame, face, out, size);
    });
    const cut = performance.now();
    const probabilities = await this.#classifier.classify(this.#crops, faces.length, flip);
    const observed = faces.map((face, i) => ({
      ...face,
      probabilities: probabilities[i]!,
      label: largest(probabilities[i]!),
      evidence: evidenceOf(probabilities[i]!, this.#reliability),
      quality: qualities[i]!,
    }));
    return { faces: observed, ms: { crop: cut - start, classify: performance.now() - cut } };
  }

  /** Runs both networks once, since a backend compiles and allocates at their first run. */
  async warmUp(frame: Frame): Promise<void> {
    await this.observe(frame);
    const face: Face = {
      box: [0, 0, frame.width, frame.height],
      score: 0,
      keypoints: { rightEye: [0, 0], leftEye: [1, 0], nose: [0, 1], mouth: [0, 1] },
    };
    await this.classify(frame, [face], false);
  }

  dispose(): void {
    this.#detector.dispose();
    this.#classifier.dispose();
  }
}
