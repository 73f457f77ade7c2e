import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import type { Box, Face, FaceDetector, Point } from './face.ts';
import type { Frame } from './frame.ts';
import { loadModel, type ReadModelFile } from './load.ts';
import { weightedNonMaxSuppression } from './nms.ts';
import { letterbox, type Similarity, sampleAffine, wholeFrame } from './sample.ts';

const SIZE = 256;
/** Scores below are noise: .10 false faces an image at .5, .02 at .6. */
const MIN_SCORE = 0.6;
const MAX_OVERLAP = 0.3;
const MAX_FACES = 12;

/** Anchor centres in input pixels: 16×16 cells with 2 anchors each, then 8×8 with 6. */
export const ANCHORS: Float32Array = anchors();

/** The 256 px BlazeFace (full-range model of MediaPipe's "back" camera), as shipped by `@vladmandic/human`. */
export class BlazeFace implements FaceDetector {
  static readonly files: readonly string[] = ['blazeface/blazeface.json', 'blazeface/blazeface.bin'];
  readonly name = 'blazeface-back-256';
  readonly #model: GraphModel;
  readonly #input = new Float32Array(SIZE * SIZE * 3);

  private constructor(model: GraphModel) {
    this.#model = model;
  }

  static async load(read: ReadModelFile): Promise<BlazeFace> {
    return new BlazeFace(await loadModel(read, { folder: 'blazeface', json: 'blazeface.json' }));
  }

  async detect(frame: Frame, region: Box = wholeFrame(frame)): Promise<Face[]> {
    const map = letterbox(region, SIZE);
    sampleAffine(frame, map, SIZE, this.#input);
    const input = tensor4d(this.#input, [1, SIZE, SIZE, 3]);
    let outputs: Tensor[] = [];
    try {
      outputs = this.#model.execute(input) as Tensor[];
      const [scores16, scores8, boxes16, boxes8] = await Promise.all(
        [
          [512, 1],
          [384, 1],
          [512, 16],
          [384, 16],
        ].map(([rows, columns]) => outputBy(outputs, rows!, columns!).data()),
      );
      const faces = [
        ...decode(scores16 as Float32Array, boxes16 as Float32Array, 0, map),
        ...decode(scores8 as Float32Array, boxes8 as Float32Array, 512, map),
      ];
      return weightedNonMaxSuppression(faces, MAX_OVERLAP, MAX_FACES);
    } finally {
      input.dispose();
      for (const output of outputs) output.dispose();
    }
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** The model's outputs come in no fixed order; their shapes tell them apart. */
function outputBy(outputs: Tensor[], rows: number, columns: number): Tensor {
  const found = outputs.find(({ shape }) => shape[1] === rows && shape[2] === columns);
  if (!found) throw new Error(`the face model has no ${rows}×${columns} output: it is not BlazeFace back`);
  return found;
}

/** Decodes the rows above `MIN_SCORE`: offsets and sizes are in input pixels, relative to the anchor. */
function decode(scores: Float32Array, rows: Float32Array, firstAnchor: number, map: Similarity): Face[] {
  const faces: Face[] = [];
  const minLogit = Math.log(MIN_SCORE / (1 - MIN_SCORE));
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < minLogit) continue;
    const ax = ANCHORS[2 * (firstAnchor + i)]!;
    const ay = ANCHORS[2 * (firstAnchor + i) + 1]!;
    const at = (k: number) => rows[16 * i + k]!;
    const toSource = (x: number, y: number): Point => [map.a * x + map.tx, map.a * y + map.ty];
    const keypoint = (k: number) => toSource(ax + at(4 + 2 * k), ay + at(5 + 2 * k));
    const [x, y] = toSource(ax + at(0) - at(2) / 2, ay + at(1) - at(3) / 2);
    faces.push({
      box: [x, y, at(2) * map.a, at(3) * map.a],
      score: 1 / (1 + Math.exp(-scores[i]!)),
      keypoints: { rightEye: keypoint(0), leftEye: keypoint(1), nose: keypoint(2), mouth: keypoint(3) },
    });
  }
  return faces;
}

function anchors(): Float32Array {
  const centres: number[] = [];
  for (const [cells, each] of [
    [16, 2],
    [8, 6],
  ] as const) {
    for (let y = 0; y < cells; y++) {
      for (let x = 0; x < cells; x++) {
        for (let k = 0; k < each; k++) centres.push(((x + 0.5) * SIZE) / cells, ((y + 0.5) * SIZE) / cells);
      }
    }
  }
  return Float32Array.from(centres);
}
