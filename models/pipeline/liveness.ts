import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { faceCrop, supersamplingOf } from './align.ts';
import type { Face } from './face.ts';
import type { Frame } from './frame.ts';
import { loadModel, type ReadModelFile } from './load.ts';
import { sampleAffine } from './sample.ts';

/** What the liveness model's manifest must say for the pipeline; it holds more, for people. */
export interface LivenessManifest {
  version: string;
  /** Side of the crop in pixels, and its size in face boxes: wide, since a held photo shows its edge. */
  input: { size: number; crop: { scale: number } };
  /** Calibration: the score is the logistic function of logit / temperature. */
  temperature: number;
}

/** Tells a face before the camera from a picture of one that is held before it; one frame at a time. */
export class LivenessModel {
  static readonly files: readonly string[] = [
    'liveness/manifest.json',
    'liveness/model.json',
    'liveness/liveness.bin',
  ];
  readonly manifest: LivenessManifest;
  readonly #model: GraphModel;
  readonly #crop: Float32Array;

  private constructor(model: GraphModel, manifest: LivenessManifest) {
    this.#model = model;
    this.manifest = manifest;
    this.#crop = new Float32Array(manifest.input.size ** 2 * 3);
  }

  static async load(read: ReadModelFile): Promise<LivenessModel> {
    const text = new TextDecoder().decode(await read('liveness/manifest.json'));
    const manifest: LivenessManifest = JSON.parse(text);
    return new LivenessModel(await loadModel(read, 'liveness', 'model.json'), manifest);
  }

  /** @returns 0 for a picture of a face, 1 for a live one */
  async score(frame: Frame, face: Face): Promise<number> {
    const { input, temperature } = this.manifest;
    const map = faceCrop(face, input.size, input.crop.scale);
    sampleAffine(frame, map, input.size, this.#crop, supersamplingOf(map));
    const crop = tensor4d(this.#crop, [1, input.size, input.size, 3]);
    let output: Tensor | undefined;
    try {
      output = this.#model.execute(crop) as Tensor;
      const [logit] = await output.data();
      return 1 / (1 + Math.exp(-logit! / temperature));
    } finally {
      crop.dispose();
      output?.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}
