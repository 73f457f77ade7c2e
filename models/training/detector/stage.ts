import type { Box, Point } from '../../pipeline/face.ts';
import { type Frame, frameFromRgba } from '../../pipeline/frame.ts';
import type { Label } from '../../pipeline/labels.ts';
import type { Similarity } from '../../pipeline/sample.ts';
import type { Canvas } from '../common/canvas.ts';
import { Random } from '../common/random.ts';
import { facelessPart, procedural } from './backdrop.ts';
import { mainFace } from './composer.ts';
import { paste } from './paste.ts';
import { photoFrame, type ScenePhoto, type SceneStore } from './scenes.ts';

/** A camera frame to judge detectors by: its one wanted face, or none. */
export interface Staged {
  frame: Frame;
  face?: { box: Box; label: Label };
}

const WIDTH = 640;
const HEIGHT = 480;
/** Sides of the wanted face in pixels of the frame. */
const SIZES = [80, 300] as const;
const HARD = { fade: 0.01, round: false };

/** Puts held-out photos into 640×480 frames; the same seed stages the same frames. */
export class Stage {
  readonly #store: SceneStore;
  readonly #photos: readonly ScenePhoto[];
  readonly #seed: number;
  readonly #canvas: Canvas = { size: WIDTH, rows: HEIGHT, rgb: new Float32Array(WIDTH * HEIGHT * 3) };
  readonly #scratch = new Float32Array(WIDTH * HEIGHT * 3);

  constructor(store: SceneStore, photos: readonly ScenePhoto[], seed: number) {
    this.#store = store;
    this.#photos = photos;
    this.#seed = seed;
  }

  /** The photo at a random size and place before a random background; absent when nobody labelled its face. */
  composed(photo: ScenePhoto, index: number): Staged | undefined {
    const main = mainFace(photo);
    if (!main?.label) return undefined;
    const random = new Random(this.#seed, 11, index);
    this.#background(random);
    const side = SIZES[0] * (SIZES[1] / SIZES[0]) ** random.next();
    const [x, y, w] = main.box;
    const at: Point = [
      random.between(side * 0.6, WIDTH - side * 0.6),
      random.between(side * 0.6, HEIGHT - side * 0.6),
    ];
    const a = w / side;
    this.#paste(photo, { a, b: 0, tx: x + w / 2 - a * at[0], ty: y + w / 2 - a * at[1] });
    const box: Box = [at[0] - side / 2, at[1] - side / 2, side, side];
    return { frame: this.#frame(), face: { box, label: main.label } };
  }

  /** The photo's largest face, the photo as large as it goes, on black; absent when the face is under 80 pixels then. */
  fitted(photo: ScenePhoto): Staged | undefined {
    const main = mainFace(photo);
    if (!main?.label) return undefined;
    const { frame, place } = this.whole(photo);
    const box = place(main.box);
    return box[2] < SIZES[0] ? undefined : { frame, face: { box, label: main.label } };
  }

  /** The photo as large as it goes, on black, and where a box of it lies then. */
  whole(photo: ScenePhoto): { frame: Frame; place: (box: Box) => Box } {
    const a = Math.max(photo.width / WIDTH, photo.height / HEIGHT);
    const [tx, ty] = [(photo.width - a * WIDTH) / 2, (photo.height - a * HEIGHT) / 2];
    this.#canvas.rgb.fill(0);
    this.#paste(photo, { a, b: 0, tx, ty });
    return { frame: this.#frame(), place: ([x, y, w, h]) => [(x - tx) / a, (y - ty) / a, w / a, h / a] };
  }

  /** A background and up to three pieces of photos in which nobody saw a face. */
  faceless(index: number): Staged {
    const random = new Random(this.#seed, 12, index);
    this.#background(random);
    for (let pieces = random.below(4); pieces > 0; pieces--) {
      const photo = random.pick(this.#photos);
      const part = facelessPart(photo, random);
      if (!part) continue;
      const a = part[2] / random.between(80, 400);
      const [x, y] = [random.next() * WIDTH, random.next() * HEIGHT];
      const map = { a, b: 0, tx: part[0] + part[2] / 2 - a * x, ty: part[1] + part[3] / 2 - a * y };
      paste(this.#canvas, photoFrame(this.#store, photo), map, part, HARD, this.#scratch);
    }
    return { frame: this.#frame() };
  }

  #background(random: Random): void {
    const photo = random.pick(this.#photos);
    const part = random.chance(0.7) ? facelessPart(photo, random) : undefined;
    if (!part) {
      procedural(this.#canvas, random);
      return;
    }
    const a = Math.min(part[2] / WIDTH, part[3] / HEIGHT);
    paste(
      this.#canvas,
      photoFrame(this.#store, photo),
      { a, b: 0, tx: part[0], ty: part[1] },
      part,
      HARD,
      this.#scratch,
    );
  }

  #paste(photo: ScenePhoto, map: Similarity): void {
    const whole: Box = [0, 0, photo.width, photo.height];
    paste(this.#canvas, photoFrame(this.#store, photo), map, whole, HARD, this.#scratch);
  }

  #frame(): Frame {
    const { rgb } = this.#canvas;
    const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
    for (let p = 0; p < WIDTH * HEIGHT; p++) {
      for (let c = 0; c < 3; c++) rgba[4 * p + c] = 255 * rgb[3 * p + c]! + 0.5;
      rgba[4 * p + 3] = 255;
    }
    return frameFromRgba(rgba, WIDTH, HEIGHT);
  }
}
