import type { Box, Face } from '../pipeline/face.ts';
import { type Frame, frameFromRgba } from '../pipeline/frame.ts';
import { iou } from '../pipeline/nms.ts';
import type { Random } from '../training/common/random.ts';
import { SceneComposer, type SceneFace } from '../training/detector/composer.ts';
import type { ScenePhoto, SceneStore } from '../training/detector/scenes.ts';
import { percent, wilson } from './interval.ts';

const WIDTH = 640;
const HEIGHT = 480;
const SMALLEST = 80;
/** Mean brightness of a face below which it counts as dark, of 1. */
const DARK = 0.2;
/** Share of a face that the frame's edge cuts off, from which on it counts as cut. */
const CUT = 0.1;

/** A face of a drawn scene, with what makes it hard to find. */
interface DrawnFace {
  box: Box;
  kinds: string[];
}

/** Counts what a detector finds in scenes that are composed of photos it has not learnt from. */
export class DrawnScenes {
  readonly #composer: SceneComposer;
  readonly #rgb = new Float32Array(WIDTH * HEIGHT * 3);
  readonly #counts: Map<string, { faces: number; found: number }>[] = [];
  readonly #imagined: number[] = [];
  #scenes = 0;

  constructor(store: SceneStore, photos: readonly ScenePhoto[]) {
    this.#composer = new SceneComposer(store, photos, WIDTH, HEIGHT);
  }

  /** Composes one scene and asks every detector; an answer counts from its score on. */
  async ask(
    detectors: readonly { shown: number; detect: (frame: Frame) => Promise<Face[]> }[],
    random: Random,
  ): Promise<void> {
    const { faces, unsure } = this.#composer.draw(random, this.#rgb);
    const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
    for (let p = 0; p < WIDTH * HEIGHT; p++) {
      for (let c = 0; c < 3; c++) rgba[4 * p + c] = (this.#rgb[3 * p + c]! + 1) * 127.5 + 0.5;
    }
    const frame = frameFromRgba(rgba, WIDTH, HEIGHT);
    const wanted = faces
      .filter(({ box }) => box[2] >= SMALLEST)
      .map((face): DrawnFace => ({ box: face.box, kinds: this.#kinds(face) }));
    this.#scenes++;
    for (const [k, { shown, detect }] of detectors.entries()) {
      const found = (await detect(frame)).filter(({ score }) => score >= shown);
      for (const { box, kinds } of wanted) {
        const seen = found.some((face) => iou(face.box, box) > 0.3);
        for (const kind of kinds) this.#count(k, kind, seen);
      }
      const known = [...faces.map(({ box }) => box), ...unsure];
      const imagined = found.filter(({ box }) => !known.some((other) => iou(box, other) > 0.1));
      this.#imagined[k] = (this.#imagined[k] ?? 0) + imagined.length;
    }
  }

  /** Lines of what one of the detectors found, by what makes a face hard. @param k its place in the list */
  report(k: number): string[] {
    const rows = [...(this.#counts[k] ?? [])].map(
      ([kind, { faces, found }]) => `  drawn, ${kind}: ${percent(wilson(found, faces))}`,
    );
    return [
      ...rows.toSorted(),
      `  drawn: ${((this.#imagined[k] ?? 0) / this.#scenes).toFixed(4)} false a scene`,
    ];
  }

  #count(k: number, kind: string, seen: boolean): void {
    this.#counts[k] ??= new Map();
    const entry = this.#counts[k].get(kind) ?? { faces: 0, found: 0 };
    entry.faces++;
    if (seen) entry.found++;
    this.#counts[k].set(kind, entry);
  }

  #kinds({ box: [x, y, w, h], keypoints, label }: SceneFace): string[] {
    const kinds = ['all', `label ${label ?? 'unknown'}`];
    if (keypoints) {
      const [right, left] = [keypoints.rightEye, keypoints.leftEye];
      const roll = (Math.abs(Math.atan2(left[1] - right[1], left[0] - right[0])) * 180) / Math.PI;
      kinds.push(
        roll < 20 ? 'rolled by less than 20°' : roll < 45 ? 'rolled by 20 to 45°' : 'rolled by more',
      );
    }
    const [left, top] = [Math.max(0, x), Math.max(0, y)];
    const [right, bottom] = [Math.min(WIDTH, x + w), Math.min(HEIGHT, y + h)];
    if ((right - left) * (bottom - top) < (1 - CUT) * w * h) kinds.push("cut off by the frame's edge");
    if (this.#brightness(left, top, right, bottom) < DARK) kinds.push('dark');
    return kinds;
  }

  #brightness(left: number, top: number, right: number, bottom: number): number {
    let [sum, count] = [0, 0];
    for (let j = Math.floor(top); j < bottom; j += 2) {
      for (let i = Math.floor(left); i < right; i += 2) {
        sum += (this.#rgb[3 * (j * WIDTH + i) + 1]! + 1) / 2;
        count++;
      }
    }
    return sum / Math.max(1, count);
  }
}
