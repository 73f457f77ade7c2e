import { cutOut } from './cutout.ts';
import { extendBelow, extendSide } from './extend.ts';
import { type Landmarks, loadLandmarks, type Point } from './landmarks.ts';
import { type Person, type PersonName, people } from './people.ts';
import { decodePicture, type Picture } from './picture.ts';

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
  readonly #jpegs: readonly Buffer[];
  readonly #landmarks: readonly Landmarks[];
  readonly #cutouts: (Promise<Picture> | undefined)[] = [];
  readonly #middle: number;

  constructor(name: PersonName, jpegs: readonly Buffer[]) {
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

  /** Draws the cut-out onto the picture; returns the person's opacity in it, a value a pixel. */
  draw(picture: Picture, source: Picture, placement: Placement): Float32Array {
    const [a, dx, dy] = this.#mapping(placement, source, picture.height);
    const { width, height, data } = picture;
    const body = new Float32Array(width * height);
    const left = this.#person.matte.kind === 'blue' ? this.#person.matte.left : 0;
    const columns = Array.from({ length: width }, (_, x) => extendSide((x - dx) / a, source.width, left));
    const sample = new Float32Array(4);
    for (let y = Math.max(0, Math.floor(dy)); y < height; y++) {
      const row = (y - dy) / a;
      for (let x = 0; x < width; x++) {
        const column = columns[x]!;
        const sy = row - column.fall;
        if (sy < 0) continue;
        sampleInto(sample, source, column.x, extendBelow(sy, source.height));
        const alpha = sample[3]!;
        if (alpha < 0.004) continue;
        const i = y * width + x;
        body[i] = alpha;
        const at = i * 4;
        data[at] = data[at]! * (1 - alpha) + sample[0]!;
        data[at + 1] = data[at + 1]! * (1 - alpha) + sample[1]!;
        data[at + 2] = data[at + 2]! * (1 - alpha) + sample[2]!;
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

/** Bilinear sample, colours multiplied by alpha (0 to 1). */
function sampleInto(out: Float32Array, { width, height, data }: Picture, x: number, y: number): void {
  const cx = Math.min(width - 1.001, Math.max(0, x));
  const cy = Math.min(height - 1.001, Math.max(0, y));
  const ix = Math.floor(cx);
  const iy = Math.floor(cy);
  const fx = cx - ix;
  const fy = cy - iy;
  const i = (iy * width + ix) * 4;
  const j = i + width * 4;
  out[3] = 0;
  if ((data[i + 3]! | data[i + 7]! | data[j + 3]! | data[j + 7]!) === 0) return;
  const a = (data[i + 3]! / 255) * (1 - fx) * (1 - fy);
  const b = (data[i + 7]! / 255) * fx * (1 - fy);
  const c = (data[j + 3]! / 255) * (1 - fx) * fy;
  const d = (data[j + 7]! / 255) * fx * fy;
  out[3] = a + b + c + d;
  for (let k = 0; k < 3; k++) {
    out[k] = data[i + k]! * a + data[i + 4 + k]! * b + data[j + k]! * c + data[j + 4 + k]! * d;
  }
}
