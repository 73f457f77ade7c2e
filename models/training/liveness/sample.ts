import { faceCrop, supersamplingOf } from '../../pipeline/align.ts';
import type { Point } from '../../pipeline/face.ts';
import { type Similarity, sampleAffine } from '../../pipeline/sample.ts';
import { cameraFaults } from '../augment/camera.ts';
import { type Canvas, mirror } from '../common/canvas.ts';
import { jitteredCrop } from '../common/jitter.ts';
import type { Random } from '../common/random.ts';
import { type Example, type ExampleStore, exampleFrame } from '../dataset/examples.ts';
import { pickBySource } from '../mask/sample.ts';
import { type CarrierKind, type Rectangle, randomCarrier } from './carrier.ts';
import { COVER, composite, type Shares } from './composite.ts';
import { onPlane, planeOf } from './plane.ts';
import { drawBehind } from './surroundings.ts';
import { reproduce, surface } from './texture.ts';

/** The shipped crop: a square of this many face boxes. */
export const LIVENESS_SCALE = 2.2;

/** What a sample is; its class is whether it is live. */
export type Kind = 'live' | CarrierKind;

/** Half of the samples are live: some photos as they are, most drawn anew by the path that attacks take. */
const MIXTURE = { photo: 0.2, redrawn: 0.3, screen: 0.28, paper: 0.22 } as const;
/** Smaller faces are a smear in the crop. Pixels of the photo. */
const MIN_FACE = 30;
/** Pixels of a picture canvas: a coarse picture on a fine screen, or a fine one. */
const FINENESS = [64, 144] as const;

/** Draws random training samples: live faces and simulated pictures of faces. */
export class LivenessSampler {
  /** Examples whose whole crop lies in the photo: otherwise the photo's own end would look like an attack. */
  readonly usable: readonly Example[];
  readonly #store: ExampleStore;
  readonly #sources: Example[][];
  readonly #size: number;
  readonly #line: Float32Array;
  readonly #picture = new Float32Array(FINENESS[1] ** 2 * 3);
  readonly #shares: Shares;

  constructor(store: ExampleStore, examples: readonly Example[], size: number) {
    this.#store = store;
    this.#size = size;
    this.#line = new Float32Array(size);
    this.#shares = { sheet: new Float32Array(size * size), carrier: new Float32Array(size * size) };
    this.usable = examples.filter((example) => isUsable(example, size));
    if (this.usable.length < 2) throw new Error('there are not two faces with room around them');
    this.#sources = [...Map.groupBy(this.usable, ({ source }) => source).values()];
  }

  /** Writes one sample, `[size, size, 3]` from -1 to 1, and returns what it is. */
  draw(random: Random, out: Float32Array): Kind {
    const example = pickBySource(this.#sources, random);
    const way = random.weighted(MIXTURE);
    const canvas: Canvas = { size: this.#size, rgb: out };
    if (way === 'photo') this.#photo(canvas, example, random);
    else this.#drawn(canvas, example, way === 'redrawn' ? undefined : way, random);
    if (random.chance(0.5)) mirror(canvas);
    if (random.chance(0.7)) cameraFaults(canvas, random, this.#line, [32, 72]);
    if (random.chance(0.1)) endOfFrame(canvas, random);
    for (let i = 0; i < out.length; i++) out[i] = Math.max(0, Math.min(1, out[i]!)) * 2 - 1;
    return way === 'photo' || way === 'redrawn' ? 'live' : way;
  }

  /** The photo as the pipeline would cut it; where the jitter leaves the photo, without jitter. */
  #photo(canvas: Canvas, example: Example, random: Random): void {
    const { face, width, height } = example;
    const jittered = jitteredCrop(face, this.#size, LIVENESS_SCALE, random);
    const map = inFrame(jittered, this.#size, width, height)
      ? jittered
      : faceCrop(face, this.#size, LIVENESS_SCALE);
    this.#cut(canvas, example, map, random.chance(0.5) ? 2 : 1);
  }

  /** Live without a carrier; an attack with one. Both are drawn by the same path, so that its blur tells nothing. */
  #drawn(canvas: Canvas, example: Example, kind: CarrierKind | undefined, random: Random): void {
    const { face, width, height } = example;
    const side = Math.max(face.box[2], face.box[3]);
    const middle = [face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2] as const;
    const { rightEye, leftEye } = face.keypoints;
    const roll = Math.atan2(leftEye[1] - rightEye[1], leftEye[0] - rightEye[0]);
    const fine = Math.round(random.between(...FINENESS));
    const picture: Canvas = { size: fine, rgb: this.#picture.subarray(0, fine * fine * 3) };
    const a = (COVER * side) / fine;
    const map = { a, b: 0, tx: middle[0] - (COVER / 2) * side, ty: middle[1] - (COVER / 2) * side };
    this.#cut(picture, example, map, a > 1.5 ? 2 : 1);
    if (random.chance(0.5)) drawBehind(picture, roll, random);
    const photo: Rectangle = [
      -middle[0] / side,
      -middle[1] / side,
      (width - middle[0]) / side,
      (height - middle[1]) / side,
    ];
    // A face before the camera is hardly turned as a plane; what is held by hand is.
    const most = kind ? 0.35 : 0.06;
    const soft = () => Math.max(-2.5, Math.min(2.5, random.normal()));
    const view = {
      size: this.#size,
      scale: LIVENESS_SCALE * Math.exp(0.07 * soft()),
      roll: roll + 0.08 * soft(),
      turn: [0.5 * most * soft(), 0.5 * most * soft()] as const,
      distance: random.between(3, 8),
      shift: [0.045 * soft(), 0.045 * soft()] as const,
    };
    const plane = planeOf(view);
    if (!kind) {
      // Dull or blue light alone must not be an attack.
      if (random.chance(0.35)) reproduce(random.chance(0.5) ? 'screen' : 'paper', picture, random);
      const still = { ...view, scale: LIVENESS_SCALE, roll, turn: [0, 0] as const, shift: [0, 0] as const };
      const fits = corners(this.#size).every(([x, y]) => inside(onPlane(plane, x, y), photo));
      composite(canvas, picture, fits ? plane : planeOf(still), undefined, this.#shares);
      return;
    }
    this.#background(canvas, random);
    reproduce(kind, picture, random);
    composite(canvas, picture, plane, randomCarrier(kind, photo, random), this.#shares);
    surface(kind, canvas, plane, this.#shares, random);
  }

  /** A part of another photo, wherever it is: other people may stand in it. */
  #background(canvas: Canvas, random: Random): void {
    const other = random.pick(this.usable);
    const most = Math.min(other.width, other.height) / this.#size;
    const a = Math.min(most, random.between(0.5, 4));
    const tx = random.between(0, other.width - a * this.#size);
    const ty = random.between(0, other.height - a * this.#size);
    this.#cut(canvas, other, { a, b: 0, tx, ty }, a > 1.5 ? 2 : 1);
  }

  #cut({ size, rgb }: Canvas, example: Example, map: Similarity, supersampling: number): void {
    sampleAffine(exampleFrame(this.#store, example), map, size, rgb, supersampling);
    for (let i = 0; i < rgb.length; i++) rgb[i] = (rgb[i]! + 1) / 2;
  }
}

/** The crop exactly as the pipeline cuts it. */
export function plainLivenessCrop(
  store: ExampleStore,
  example: Example,
  size: number,
  out: Float32Array,
): void {
  const map = faceCrop(example.face, size, LIVENESS_SCALE);
  sampleAffine(exampleFrame(store, example), map, size, out, supersamplingOf(map));
}

function isUsable({ face, width, height }: Example, size: number): boolean {
  const side = Math.max(face.box[2], face.box[3]);
  return side >= MIN_FACE && inFrame(faceCrop(face, size, LIVENESS_SCALE), size, width, height);
}

function inFrame({ a, b, tx, ty }: Similarity, size: number, width: number, height: number): boolean {
  return corners(size).every(([i, j]) =>
    inside([a * i - b * j + tx, b * i + a * j + ty], [0, 0, width, height]),
  );
}

function corners(size: number): Point[] {
  return [
    [0, 0],
    [size, 0],
    [0, size],
    [size, size],
  ];
}

function inside([x, y]: Point, [left, top, right, bottom]: Rectangle): boolean {
  return x >= left && y >= top && x <= right && y <= bottom;
}

/** The camera's frame ends in the crop: black, as the sampler fills it. */
function endOfFrame({ size, rgb }: Canvas, random: Random): void {
  const depth = random.between(0.02, 0.25) * size;
  const side = random.below(4);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const [i, j] = [pixel % size, Math.floor(pixel / size)];
    const away = [i, j, size - 1 - i, size - 1 - j][side]!;
    if (away < depth) rgb.fill(0, 3 * pixel, 3 * pixel + 3);
  }
}
