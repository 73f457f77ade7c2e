import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import type { Quickened } from './kernels/quicken.ts';
import type { Kernels } from './kernels/start.ts';
import { LABELS, type Label, type Probabilities } from './labels.ts';
import { loadNet, type ReadModelFile } from './load.ts';
import type { MaskManifest } from './manifest.ts';

/** The mask classifier: crops in, calibrated probabilities out. One that judges visitors comes through `loadGated`. */
export class MaskClassifier {
  static readonly files: readonly string[] = ['mask/manifest.json', 'mask/model.json', 'mask/mask.bin'];
  readonly manifest: MaskManifest;
  /** What our kernels brought; empty without them. */
  readonly kernels: string;
  readonly #model: GraphModel;
  /** Each crop, followed by its mirror image where that is judged too. */
  #input = new Float32Array(0);

  private constructor({ model, reason }: Quickened, manifest: MaskManifest) {
    this.#model = model;
    this.kernels = reason;
    this.manifest = manifest;
  }

  static async load(read: ReadModelFile, kernels: Kernels | null = null): Promise<MaskClassifier> {
    const manifest: MaskManifest = JSON.parse(new TextDecoder().decode(await read('mask/manifest.json')));
    if (manifest.labels.join() !== LABELS.join()) {
      throw new Error(`mask model ${manifest.version} answers ${manifest.labels}, expected ${LABELS}`);
    }
    const files = { folder: 'mask', json: 'model.json', sha256: manifest.sha256 };
    const { size } = manifest.input;
    return new MaskClassifier(await loadNet(read, files, kernels, [1, size, size, 3]), manifest);
  }

  /**
   * Judges crops. A still picture gets a test-time flip: it is judged as it is and mirrored, and the logits are
   * averaged, so that the noise of a single crop is less. A live frame goes without, since its visit adds many up.
   *
   * @param crops `count` crops of `size`·`size`·3 floats (RGB, -1 to 1), one after the other
   * @param flip whether to judge the mirror images, too
   * @returns probabilities for each crop
   */
  async classify(crops: Float32Array, count: number, flip: boolean): Promise<Probabilities[]> {
    const { size } = this.manifest.input;
    const floats = size * size * 3;
    const views = flip ? 2 : 1;
    if (this.#input.length < views * count * floats) this.#input = new Float32Array(views * count * floats);
    for (let i = 0; i < count; i++) {
      const crop = crops.subarray(i * floats, (i + 1) * floats);
      const at = views * i * floats;
      this.#input.set(crop, at);
      if (flip) mirror(crop, size, this.#input.subarray(at + floats, at + 2 * floats));
    }
    const input = tensor4d(this.#input.subarray(0, views * count * floats), [views * count, size, size, 3]);
    let output: Tensor | undefined;
    try {
      output = this.#model.execute(input) as Tensor;
      if (output.size !== views * count * LABELS.length) {
        throw new Error(
          `it answers ${output.shape} for ${views * count} crops, not ${LABELS.length} logits each`,
        );
      }
      const logits = await output.data();
      return Array.from({ length: count }, (_, i) => {
        const at = views * i * LABELS.length;
        const last = at + (views - 1) * LABELS.length;
        const mean = LABELS.map((_, k) => (logits[at + k]! + logits[last + k]!) / 2);
        return softmax(mean, this.manifest.temperature);
      });
    } finally {
      input.dispose();
      output?.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** Writes the mirror image of a `size`² RGB crop into `out`. */
function mirror(crop: Float32Array, size: number, out: Float32Array): void {
  for (let row = 0, at = 0; row < size; row++) {
    for (let from = 3 * ((row + 1) * size - 1); at < 3 * (row + 1) * size; from -= 3) {
      out[at++] = crop[from]!;
      out[at++] = crop[from + 1]!;
      out[at++] = crop[from + 2]!;
    }
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
