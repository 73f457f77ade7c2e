import { cropTaps, faceCrop } from './align.ts';
import { BlazeFace } from './blazeface.ts';
import { largest, MaskClassifier } from './classifier.ts';
import type { Face, FaceDetector } from './face.ts';
import type { Frame } from './frame.ts';
import type { Label, Probabilities } from './labels.ts';
import type { ReadModelFile } from './load.ts';
import { measureQuality, type Quality } from './quality.ts';
import { sampleAffine } from './sample.ts';

/** A face with its mask probabilities. `label` is always the largest: nothing is abstained here. */
export interface ObservedFace extends Face {
  probabilities: Probabilities;
  label: Label;
  quality: Quality;
}

/** What one frame showed. */
export interface Observation {
  width: number;
  height: number;
  faces: ObservedFace[];
  /** ms of the stages: finding faces; cutting and judging their crops. */
  ms: { detect: number; classify: number };
}

/**
 * detect → align → classify, the same in the page's worker and in Node. Not re-entrant: one frame at a time,
 * since the buffers are reused.
 */
export class VisionPipeline {
  readonly modelVersion: string;
  readonly #detector: FaceDetector;
  readonly #classifier: MaskClassifier;
  #crops = new Float32Array(0);

  constructor(detector: FaceDetector, classifier: MaskClassifier) {
    this.#detector = detector;
    this.#classifier = classifier;
    this.modelVersion = classifier.manifest.version;
  }

  /** Loads detector and classifier; a TF.js backend must be ready. */
  static async load(read: ReadModelFile): Promise<VisionPipeline> {
    const [detector, classifier] = await Promise.all([BlazeFace.load(read), MaskClassifier.load(read)]);
    return new VisionPipeline(detector, classifier);
  }

  async observe(frame: Frame): Promise<Observation> {
    const start = performance.now();
    const faces = await this.#detector.detect(frame);
    const detected = performance.now();
    const observed = faces.length === 0 ? [] : await this.#classify(frame, faces);
    return {
      width: frame.width,
      height: frame.height,
      faces: observed,
      ms: { detect: detected - start, classify: performance.now() - detected },
    };
  }

  /** Runs both networks once, since a backend compiles and allocates at their first run. */
  async warmUp(frame: Frame): Promise<void> {
    await this.observe(frame);
    const face: Face = {
      box: [0, 0, frame.width, frame.height],
      score: 0,
      keypoints: { rightEye: [0, 0], leftEye: [1, 0], nose: [0, 1], mouth: [0, 1] },
    };
    await this.#classify(frame, [face]);
  }

  async #classify(frame: Frame, faces: Face[]): Promise<ObservedFace[]> {
    const { size, crop } = this.#classifier.manifest.input;
    const floats = size * size * 3;
    if (this.#crops.length < faces.length * floats) this.#crops = new Float32Array(faces.length * floats);
    const crops = faces.map((face, i) => {
      const out = this.#crops.subarray(i * floats, (i + 1) * floats);
      const map = faceCrop(face, size, crop.scale);
      sampleAffine(frame, map, size, out, cropTaps(map));
      return out;
    });
    const probabilities = await this.#classifier.classify(this.#crops, faces.length);
    return faces.map((face, i) => ({
      ...face,
      probabilities: probabilities[i]!,
      label: largest(probabilities[i]!),
      quality: measureQuality(frame, face, crops[i]!, size),
    }));
  }

  dispose(): void {
    this.#detector.dispose();
    this.#classifier.dispose();
  }
}
