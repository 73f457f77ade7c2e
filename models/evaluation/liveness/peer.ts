import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { faceCrop } from '../../pipeline/align.ts';
import type { Face } from '../../pipeline/face.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { loadModel, type ReadModelFile } from '../../pipeline/load.ts';
import { sampleAffine } from '../../pipeline/sample.ts';

/** `face.detector.scale` of human's configuration; by its default the crop is not rolled. */
const SCALE = 1.4;

/**
 * The anti-spoof and liveness models that `@vladmandic/human` ships, on the crop that human gives them: 1.4 boxes, RGB
 * from 0 to 1, the model's own size (src/face/antispoof.ts, liveness.ts, facemeshutil.ts). For comparison only.
 */
export class Peer {
  readonly name: string;
  readonly #model: GraphModel;
  readonly #size: number;

  private constructor(name: string, model: GraphModel) {
    this.name = name;
    this.#model = model;
    this.#size = model.inputs[0]!.shape![1]!;
  }

  static async load(read: ReadModelFile, name: 'antispoof' | 'liveness'): Promise<Peer> {
    return new Peer(name, await loadModel(read, name, `${name}.json`));
  }

  /** @returns 0 to 1; higher is real, as human's documentation has it */
  async score(frame: Frame, face: Face): Promise<number> {
    const size = this.#size;
    const level = { ...face.keypoints, rightEye: [0, 0] as const, leftEye: [1, 0] as const };
    const map = faceCrop({ ...face, keypoints: level }, size, SCALE);
    const pixels = new Float32Array(size * size * 3);
    sampleAffine(frame, map, size, pixels, map.a >= 1.5 ? 2 : 1);
    const input = tensor4d(
      pixels.map((value) => (value + 1) / 2),
      [1, size, size, 3],
    );
    const output = this.#model.execute(input) as Tensor;
    try {
      return (await output.data())[0]!;
    } finally {
      input.dispose();
      output.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}
