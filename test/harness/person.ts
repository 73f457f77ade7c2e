import { cutOut, extend } from './cutout.ts';
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

  /** Source frame for a frame of the recording: forwards, then backwards, so that no jump shows. */
  sourceIndex(frame: number): number {
    const last = this.#jpegs.length - 1;
    if (last === 0) return 0;
    const step = frame % (2 * last);
    return step <= last ? step : 2 * last - step;
  }

  cutout(index: number): Promise<Picture> {
    this.#cutouts[index] ??= decodePicture(this.#jpegs[index]!).then((frame) =>
      cutOut(frame, this.#person.matte),
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
    const body = new Float32Array(picture.width * picture.height);
    const left = this.#person.matte.kind === 'blue' ? this.#person.matte.left : 0;
    const sample = new Float32Array(4);
    for (let y = Math.max(0, Math.floor(dy)); y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const [sx, sy] = extend((x - dx) / a, (y - dy) / a, source.width, source.height, left);
        if (sy < 0) continue;
        sampleInto(sample, source, sx, sy);
        const alpha = sample[3]!;
        if (alpha < 0.004) continue;
        const i = y * picture.width + x;
        body[i] = alpha;
        for (let k = 0; k < 3; k++) {
          picture.data[i * 4 + k] = picture.data[i * 4 + k]! * (1 - alpha) + sample[k]!;
        }
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
  const [ix, iy] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - ix, cy - iy];
  const i = (iy * width + ix) * 4;
  const j = i + width * 4;
  const w = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy] as const;
  const alphas = [
    data[i + 3]! * w[0],
    data[i + 7]! * w[1],
    data[j + 3]! * w[2],
    data[j + 7]! * w[3],
  ] as const;
  for (let k = 0; k < 3; k++) {
    out[k] =
      (data[i + k]! * alphas[0] +
        data[i + 4 + k]! * alphas[1] +
        data[j + k]! * alphas[2] +
        data[j + 4 + k]! * alphas[3]) /
      255;
  }
  out[3] = (alphas[0] + alphas[1] + alphas[2] + alphas[3]) / 255;
}
