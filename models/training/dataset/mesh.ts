import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { cutFace } from '../../pipeline/align.ts';
import type { Face } from '../../pipeline/face.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { loadModel, type ReadModelFile } from '../../pipeline/load.ts';

/** Points of the face mesh; each is x, y in frame pixels and depth z in the same unit (smaller is nearer). */
export const MESH_POINTS = 468;

const SIZE = 192;
const SCALE = 1.5;

/** MediaPipe's face mesh, as shipped by `@vladmandic/human`: landmarks to draw masks by. */
export class FaceMesh {
  readonly #model: GraphModel;
  readonly #input = new Float32Array(SIZE * SIZE * 3);

  private constructor(model: GraphModel) {
    this.#model = model;
  }

  static async load(read: ReadModelFile): Promise<FaceMesh> {
    return new FaceMesh(await loadModel(read, { folder: 'facemesh', json: 'facemesh.json' }));
  }

  /** @returns `[MESH_POINTS · 3]` coordinates, and how sure the model is that this is a face (0 to 1) */
  async find(frame: Frame, face: Face): Promise<{ points: Float32Array; score: number }> {
    const map = cutFace(frame, face, SIZE, SCALE, this.#input);
    for (let i = 0; i < this.#input.length; i++) this.#input[i] = (this.#input[i]! + 1) / 2;
    const input = tensor4d(this.#input, [1, SIZE, SIZE, 3]);
    let outputs: Tensor[] = [];
    try {
      outputs = this.#model.execute(input, ['Identity_2:0', 'Identity_1:0']) as Tensor[];
      const [points, flag] = await Promise.all(outputs.map((output) => output.data()));
      const out = new Float32Array(MESH_POINTS * 3);
      for (let i = 0; i < MESH_POINTS; i++) {
        const [x, y, z] = [points![3 * i]!, points![3 * i + 1]!, points![3 * i + 2]!];
        out[3 * i] = map.a * x - map.b * y + map.tx;
        out[3 * i + 1] = map.b * x + map.a * y + map.ty;
        out[3 * i + 2] = Math.hypot(map.a, map.b) * z;
      }
      return { points: out, score: flag![0]! };
    } finally {
      input.dispose();
      for (const output of outputs) output.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}
