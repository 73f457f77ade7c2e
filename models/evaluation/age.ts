import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { cutFace } from '../pipeline/align.ts';
import type { Face } from '../pipeline/face.ts';
import type { Frame } from '../pipeline/frame.ts';
import { loadModel, type ReadModelFile } from '../pipeline/load.ts';

const SIZE = 224;
const SCALE = 1.4;

/**
 * Guesses the age of a face, to look for groups that the mask model treats worse: HSE-FaceRes as shipped by
 * `@vladmandic/human`. For evaluation on this machine only; the kiosk does not have it.
 */
export class AgeGuesser {
  readonly #model: GraphModel;
  readonly #input = new Float32Array(SIZE * SIZE * 3);

  private constructor(model: GraphModel) {
    this.#model = model;
  }

  static async load(read: ReadModelFile): Promise<AgeGuesser> {
    return new AgeGuesser(await loadModel(read, { folder: 'faceres', json: 'faceres.json' }));
  }

  /** @returns years, the likeliest of the model's hundred */
  async guess(frame: Frame, face: Face): Promise<number> {
    cutFace(frame, face, SIZE, SCALE, this.#input);
    for (let i = 0; i < this.#input.length; i++) this.#input[i] = (this.#input[i]! + 1) * 127.5;
    const input = tensor4d(this.#input, [1, SIZE, SIZE, 3]);
    const outputs = this.#model.execute(input) as Tensor[];
    try {
      const ages = Float32Array.from(await outputs.find(({ shape }) => shape[1] === 100)!.data());
      return ages.indexOf(Math.max(...ages));
    } finally {
      input.dispose();
      for (const output of outputs) output.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}
