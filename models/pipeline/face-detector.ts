import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import type { Box, Face, FaceDetector, InputShare, Point } from './face.ts';
import type { Frame } from './frame.ts';
import type { Kernels } from './kernels/start.ts';
import { loadNet, type ReadModelFile } from './load.ts';
import { weightedNonMaxSuppression } from './nms.ts';
import { letterbox, type Similarity, sampleAffine, wholeFrame } from './sample.ts';
import { type Turn, turnSize } from './turn.ts';

/** What the detector's manifest must say for the pipeline; it holds more, for people. */
export interface FaceManifest {
  version: string;
  /** Of the file of weights, in hexadecimal; a detector that is still in training has none. */
  sha256?: string;
  /** Input in pixels for frames that lie; width and height change places for frames that stand. */
  input: { width: number; height: number };
  /** Scores below are not shown: chosen on held-out photos for few false faces. */
  minScore: number;
}

/** Numbers of an answer: logit; box centre and size; right eye, left eye, nose, mouth. Pixels around the cell. */
const OUTPUTS = 13;
const MAX_OVERLAP = 0.3;
const MAX_FACES = 12;
/** Where the frame shrinks more than this, four samples a pixel keep fine patterns from aliasing. */
const FINE_ZOOM = 1.6;
/** The net halves its input so often that sides are multiples of this, px. */
const STEP = 16;

/** Our detector: BlazeFace short range taught masked faces, on a wide input. */
export class MaskedFaceDetector implements FaceDetector {
  static readonly files: readonly string[] = ['face/model.json', 'face/face.bin', 'face/manifest.json'];
  readonly name: string;
  readonly manifest: FaceManifest;
  readonly kernels: string;
  readonly #model: GraphModel;
  readonly #input: Float32Array;

  constructor(model: GraphModel, manifest: FaceManifest, kernels = '') {
    this.#model = model;
    this.kernels = kernels;
    this.manifest = manifest;
    this.name = manifest.version;
    this.#input = new Float32Array(manifest.input.width * manifest.input.height * 3);
  }

  static async load(read: ReadModelFile, kernels: Kernels | null = null): Promise<MaskedFaceDetector> {
    const manifest: FaceManifest = JSON.parse(new TextDecoder().decode(await read('face/manifest.json')));
    const files = { folder: 'face', json: 'model.json', sha256: manifest.sha256 };
    // A quarter of the input is enough to compare, and its odd sides inside are the hardest.
    const { width, height } = manifest.input;
    const shape = [1, Math.ceil(height / 2), Math.ceil(width / 2), 3];
    const { model, reason } = await loadNet(read, files, kernels, shape);
    return new MaskedFaceDetector(model, manifest, reason);
  }

  async detect(
    frame: Frame,
    region: Box = wholeFrame(frame),
    turn: Turn = 0,
    share: InputShare = 1,
  ): Promise<Face[]> {
    const [width, height] = this.#inputFor(turnSize(region[2], region[3], turn), share);
    const map = letterbox(region, width, height, turn);
    const fine = Math.hypot(map.a, map.b) > FINE_ZOOM;
    sampleAffine(frame, map, width, this.#input, fine ? 2 : 1, height);
    const input = tensor4d(this.#input.subarray(0, 3 * width * height), [1, height, width, 3]);
    let outputs: Tensor[] = [];
    try {
      outputs = this.#model.execute(input, ['fine', 'coarse']) as Tensor[];
      const faces: Face[] = [];
      for (const output of outputs) {
        const [, rows, columns, numbers] = output.shape as [number, number, number, number];
        const answers = (await output.data()) as Float32Array;
        this.#decode(answers, { rows, columns, each: numbers / OUTPUTS }, width / columns, map, faces);
      }
      return weightedNonMaxSuppression(faces, MAX_OVERLAP, MAX_FACES);
    } finally {
      input.dispose();
      for (const output of outputs) output.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }

  /**
   * The net is convolutional: it gets as many pixels as the region's shape fills, and nothing beside. What is larger
   * than its input is scaled down to fit, what is smaller up.
   */
  #inputFor([across, down]: [number, number], share: InputShare): [width: number, height: number] {
    const { width: long, height: short } = this.manifest.input;
    const [width, height] = across < down ? [short, long] : [long, short];
    const zoom = Math.max(across / width, down / height) / share;
    const side = (length: number) => STEP * Math.max(1, Math.ceil(length / zoom / STEP - 1e-9));
    return [side(across), side(down)];
  }

  /** Adds the answers over the threshold; places are pixels of the input around the middle of their cell. */
  #decode(
    answers: Float32Array,
    { rows, columns, each }: { rows: number; columns: number; each: number },
    stride: number,
    map: Similarity,
    faces: Face[],
  ): void {
    const { minScore } = this.manifest;
    const minLogit = Math.log(minScore / (1 - minScore));
    for (let i = 0; i < rows * columns * each; i++) {
      const at = OUTPUTS * i;
      const logit = answers[at]!;
      if (logit < minLogit) continue;
      const cell = Math.floor(i / each);
      const cx = ((cell % columns) + 0.5) * stride;
      const cy = (Math.floor(cell / columns) + 0.5) * stride;
      const point = (k: number): Point => {
        const [i, j] = [cx + answers[at + k]!, cy + answers[at + k + 1]!];
        return [map.a * i - map.b * j + map.tx, map.b * i + map.a * j + map.ty];
      };
      const [x, y] = point(1);
      // Turned by quarters only: what is not along one axis is along the other.
      const size = (along: number, across: number) =>
        Math.abs(map.a) * answers[at + along]! + Math.abs(map.b) * answers[at + across]!;
      const [w, h] = [size(3, 4), size(4, 3)];
      faces.push({
        box: [x - w / 2, y - h / 2, w, h],
        score: 1 / (1 + Math.exp(-logit)),
        keypoints: { rightEye: point(5), leftEye: point(7), nose: point(9), mouth: point(11) },
      });
    }
  }
}
