import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { LABELS, type Label, type Probabilities } from './labels.ts';
import { loadModel, type ReadModelFile } from './load.ts';

/** What the classifier's manifest must say for the pipeline; it holds more, for people. */
export interface MaskManifest {
  version: string;
  labels: readonly string[];
  /** Side of the crop in pixels, and its size in face boxes. */
  input: { size: number; crop: { scale: number } };
  /** Calibration: probabilities are softmax(logits / temperature). */
  temperature: number;
}

/** The mask classifier: crops in, calibrated probabilities out. */
export class MaskClassifier {
  readonly manifest: MaskManifest;
  readonly #model: GraphModel;

  private constructor(model: GraphModel, manifest: MaskManifest) {
    this.#model = model;
    this.manifest = manifest;
  }

  static async load(read: ReadModelFile): Promise<MaskClassifier> {
    const manifest: MaskManifest = JSON.parse(new TextDecoder().decode(await read('mask/manifest.json')));
    if (manifest.labels.join() !== LABELS.join()) {
      throw new Error(`mask model ${manifest.version} answers ${manifest.labels}, expected ${LABELS}`);
    }
    return new MaskClassifier(await loadModel(read, 'mask', 'model.json'), manifest);
  }

  /**
   * @param crops `count` crops of `size`·`size`·3 floats (RGB, -1 to 1), one after the other
   * @returns probabilities for each crop
   */
  async classify(crops: Float32Array, count: number): Promise<Probabilities[]> {
    const { size } = this.manifest.input;
    const input = tensor4d(crops.subarray(0, count * size * size * 3), [count, size, size, 3]);
    let output: Tensor | undefined;
    try {
      output = this.#model.execute(input) as Tensor;
      const logits = await output.data();
      return Array.from({ length: count }, (_, i) =>
        softmax(logits.subarray(i * LABELS.length, (i + 1) * LABELS.length), this.manifest.temperature),
      );
    } finally {
      input.dispose();
      output?.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** The label with the largest probability. */
export function largest(probabilities: Probabilities): Label {
  return LABELS.reduce((best, label) => (probabilities[label] > probabilities[best] ? label : best));
}

/** Softmax with temperature; the maximum is taken off first so that nothing overflows. */
export function softmax(logits: ArrayLike<number>, temperature: number): Probabilities {
  const values = LABELS.map((_, k) => logits[k]! / temperature);
  const top = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return Object.fromEntries(LABELS.map((label, k) => [label, powers[k]! / total])) as Probabilities;
}
