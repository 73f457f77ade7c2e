import { cutOut } from './cutout.ts';
import { extendBelow, extendSide } from './extend.ts';
import { type Landmarks, loadLandmarks, type Point } from './image/landmarks.ts';
import { decodePicture, type Picture } from './image/picture.ts';
import { type Person, type PersonName, people } from './people.ts';

/** Where a person stands in the camera's picture. */
export interface Placement {
  /** Middle of the face, px from the left. */
  readonly x: number;
  /** px down from where the source's bottom lies on the picture's bottom. */
  readonly y: number;
  /** 1 is the person's usual size before the kiosk. */
  readonly scale: number;
}

/** A person whose frames are at hand: cut out, with landmarks. */
export class Actor {
  readonly #person: Person;
  readonly #jpegs: readonly Uint8Array[];
  readonly #landmarks: readonly Landmarks[];
  readonly #cutouts: (Promise<Picture> | undefined)[] = [];
  readonly #middle: number;
  #body = new Float32Array(0);

  constructor(name: PersonName, jpegs: readonly Uint8Array[]) {
    this.#person = people[name];
    this.#jpegs = jpegs;
    this.#landmarks = loadLandmarks(name);
    this.#middle = this.#landmarks[0]!.at(168)[0];
  }

  /** True for a person from a photo, who does not move. */
  get isStill(): boolean {
    return this.#jpegs.length === 1;
  }

  /** Source frame for a frame of the recording: forwards, then backwards, so that no jump shows. */
  sourceIndex(frame: number): number {
    const last = this.#jpegs.length - 1;
    if (last === 0) return 0;
    const step = frame % (2 * last);
    return step <= last ? step : 2 * last - step;
  }

  /** The source frame with the person cut out. */
  cutout(index: number): Promise<Picture> {
    this.#cutouts[index] ??= decodePicture(this.#jpegs[index]!).then((frame) =>
      cutOut(frame, this.#person.matte, this.#landmarks[index]),
    );
    return this.#cutouts[index]!;
  }

  /** Landmarks of a source frame in the camera's picture. */
  landmarks(index: number, placement: Placement, source: Picture, cameraHeight: number): Landmarks {
    const [a, dx, dy] = this.#mapping(placement, source, cameraHeight);
    return this.#landmarks[index]!.map(([x, y]: Point): Point => [x * a + dx, y * a + dy]);
  }

  /**
   * Draws the cut-out onto the picture. Returns the person's opacity in it, a value a pixel, in a buffer that
   * the next call fills again.
   */
  draw(picture: Picture, source: Picture, placement: Placement): Float32Array {
    const [a, dx, dy] = this.#mapping(placement, source, picture.height);
    const { width, height } = picture;
    if (this.#body.length !== width * height) this.#body = new Float32Array(width * height);
    const body = this.#body.fill(0);
    const left = this.#person.matte.kind === 'blue' ? this.#person.matte.left : 0;
    const sides = Array.from({ length: width }, (_, x) => extendSide((x - dx) / a, source.width, left));
    const columns = Float64Array.from(sides, (side) => side.x);
    const falls = Float64Array.from(sides, (side) => side.fall);
    for (let y = Math.max(0, Math.floor(dy)); y < height; y++) {
      const row = (y - dy) / a;
      for (let x = 0; x < width; x++) {
        const sy = row - falls[x]!;
        if (sy < 0) continue;
        const i = y * width + x;
        body[i] = blendSample(picture.data, i * 4, source, columns[x]!, extendBelow(sy, source.height));
      }
    }
    return body;
  }

  /** Source to camera: x·a + dx, y·a + dy. */
  #mapping({ x, y, scale }: Placement, source: Picture, height: number): [number, number, number] {
    const a = this.#person.scale * scale;
    return [a, x - this.#middle * a, height + y - (source.height - 2) * a];
  }
}

/** Lays a bilinear sample of the source over the pixel that begins at byte `at`; returns its opacity, 0 to 1. */
function blendSample(out: Uint8ClampedArray, at: number, source: Picture, x: number, y: number): number {
  const { width, height, data } = source;
  const ix = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const iy = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const i = (iy * width + ix) * 4;
  const j = i + width * 4;
  const a0 = data[i + 3]!;
  const b0 = data[i + 7]!;
  const c0 = data[j + 3]!;
  const d0 = data[j + 7]!;
  if ((a0 | b0 | c0 | d0) === 0) return 0;
  const fx = x - ix;
  const fy = y - iy;
  const a = (a0 / 255) * (1 - fx) * (1 - fy);
  const b = (b0 / 255) * fx * (1 - fy);
  const c = (c0 / 255) * (1 - fx) * fy;
  const d = (d0 / 255) * fx * fy;
  const rest = 1 - (a + b + c + d);
  out[at] = out[at]! * rest + data[i]! * a + data[i + 4]! * b + data[j]! * c + data[j + 4]! * d;
  out[at + 1] =
    out[at + 1]! * rest + data[i + 1]! * a + data[i + 5]! * b + data[j + 1]! * c + data[j + 5]! * d;
  out[at + 2] =
    out[at + 2]! * rest + data[i + 2]! * a + data[i + 6]! * b + data[j + 2]! * c + data[j + 6]! * d;
  return 1 - rest;
}
