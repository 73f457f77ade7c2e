import type { Box, Face, Point } from '../../pipeline/face.ts';
import type { Label } from '../../pipeline/labels.ts';
import type { Similarity } from '../../pipeline/sample.ts';
import { againstLight, cameraFaults } from '../augment/camera.ts';
import { type Canvas, mirror } from '../common/canvas.ts';
import { toCrop } from '../common/jitter.ts';
import type { Random } from '../common/random.ts';
import { pickBySource } from '../mask/sample.ts';
import { facelessPart, procedural, randomPaint } from './backdrop.ts';
import { dress } from './dress.ts';
import type { PhotoFace } from './faces.ts';
import { boundingBox, paste, pasteThing, randomEdge } from './paste.ts';
import { photoFrame, type ScenePhoto, type SceneStore } from './scenes.ts';

/** A face of a composed scene, in pixels of the canvas. */
export interface SceneFace {
  box: Box;
  /** Absent where only the place is known, and that roughly. */
  keypoints?: Face['keypoints'];
  label?: Label;
}

/** What a scene must teach, and where it must teach nothing. */
export interface Scene {
  faces: SceneFace[];
  unsure: Box[];
}

/** Kinds of scenes by what their main piece shows; masked faces as often as bare ones. */
const MIXTURE = { masked: 0.34, bare: 0.36, incorrect: 0.1, faceless: 0.2 } as const;
/** The largest face's share of the canvas' height, and how often. The usual kiosk shows 20 to 60 %. */
const SIZES = { usual: [0.2, 0.6], any: [0.14, 0.95], near: [0.6, 1.05] } as const;
const SIZE_MIX = { usual: 0.55, any: 0.27, near: 0.18 } as const;
/** Faces under this many pixels of the canvas are not asked for. */
const MIN_SIDE = 13;
const MOST_ROLL = (45 * Math.PI) / 180;
/** How often a face may stand over the canvas' edge with more than a tenth of it, and how much of it must be seen. */
const CUT_OFF = 0.15;
const LEAST_SEEN = 0.55;

/** How often the first face stands dark before a bright room. */
const BACKLIT = 0.1;

type Kind = Exclude<keyof typeof MIXTURE, 'faceless'>;

/** Composes random scenes out of photos: faces of any size before other photos' backgrounds. */
export class SceneComposer {
  readonly width: number;
  readonly height: number;
  readonly #store: SceneStore;
  readonly #byKind: Record<Kind, ScenePhoto[][]>;
  readonly #all: ScenePhoto[][];
  readonly #scratch: Float32Array;

  constructor(store: SceneStore, photos: readonly ScenePhoto[], width: number, height: number) {
    this.#store = store;
    this.width = width;
    this.height = height;
    this.#scratch = new Float32Array(width * height * 3);
    const bySource = (wanted: (photo: ScenePhoto) => boolean) => [
      ...Map.groupBy(photos.filter(wanted), ({ source }) => source).values(),
    ];
    const shows = (label: Label) => bySource((photo) => mainFace(photo)?.label === label);
    this.#byKind = { masked: shows('mask'), bare: shows('no_mask'), incorrect: shows('incorrect') };
    this.#all = bySource(() => true);
    for (const [kind, sources] of Object.entries(this.#byKind)) {
      if (sources.length === 0) throw new Error(`there is no photo to train on for ${kind} faces`);
    }
  }

  /** Draws one scene into `out`, `[height, width, 3]` from -1 to 1. */
  draw(random: Random, out: Float32Array): Scene {
    const canvas: Canvas = { size: this.width, rows: this.height, rgb: out };
    const scene: Scene = { faces: [], unsure: [] };
    this.#background(canvas, random);
    const kind = random.weighted(MIXTURE);
    const fillers = kind === 'faceless' ? random.below(4) : random.below(2);
    for (let i = 0; i < fillers; i++) this.#pasteFiller(canvas, random);
    if (kind !== 'faceless') {
      this.#pastePhoto(canvas, pickBySource(this.#byKind[kind], random), scene, random);
      for (let more = 0; more < 3 && random.chance(0.25); more++) {
        const other = random.pick(['masked', 'bare', 'bare', 'incorrect'] as const);
        this.#pastePhoto(canvas, pickBySource(this.#byKind[other], random), scene, random);
      }
    }
    if (random.chance(0.5)) {
      mirror(canvas);
      scene.faces = scene.faces.map((face) => mirrorFace(face, this.width));
      scene.unsure = scene.unsure.map(([x, y, w, h]) => [this.width - x - w, y, w, h]);
    }
    if (scene.faces.length > 0 && random.chance(BACKLIT)) againstLight(canvas, scene.faces[0]!.box, random);
    cameraFaults(canvas, random, this.#scratch, [this.width / 2, this.width * 0.85]);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! * 2 - 1;
    return scene;
  }

  #background(canvas: Canvas, random: Random): void {
    const photo = pickBySource(this.#all, random);
    const part = random.chance(0.35) ? undefined : facelessPart(photo, random);
    if (!part) {
      procedural(canvas, random);
      return;
    }
    const a = Math.min(part[2] / this.width, part[3] / this.height);
    const map = { a, b: 0, tx: part[0], ty: part[1] };
    paste(canvas, photoFrame(this.#store, photo), map, part, { fade: 0.01, round: false }, this.#scratch);
  }

  /** A piece without a face, with such edges as the pieces with faces have. */
  #pasteFiller(canvas: Canvas, random: Random): void {
    const side = this.height * logBetween(random, 0.2, 1.2);
    const [x, y] = [random.next() * this.width, random.next() * this.height];
    if (random.chance(0.3)) {
      const part: Box = [0, 0, 100, 100 * random.between(0.5, 1.6)];
      const map = similarity([50, part[3] / 2], [x, y], 100 / side, roll(random));
      paste(canvas, randomPaint(random), map, part, randomEdge(random), this.#scratch);
      return;
    }
    const { things } = this.#store;
    if (things && things.count > 0 && random.chance(0.2)) {
      pasteThing(canvas, things, [x, y], side, random);
      return;
    }
    const photo = pickBySource(this.#all, random);
    const part = facelessPart(photo, random);
    if (!part) return;
    const centre: Point = [part[0] + part[2] / 2, part[1] + part[3] / 2];
    const map = similarity(centre, [x, y], part[2] / side, roll(random));
    paste(canvas, photoFrame(this.#store, photo), map, part, randomEdge(random), this.#scratch);
  }

  #pastePhoto(canvas: Canvas, photo: ScenePhoto, scene: Scene, random: Random): void {
    const main = mainFace(photo)!;
    const [low, high] = SIZES[random.weighted(SIZE_MIX)];
    const side = this.height * logBetween(random, low, high);
    const [x, y, w] = main.box;
    const centre: Point = [x + w / 2, y + w / 2];
    const room = side * (random.chance(CUT_OFF) ? 0.1 : 0.4);
    const at: Point = [within(random, room, this.width - room), within(random, room, this.height - room)];
    const map = similarity(centre, at, w / side, roll(random));
    const { fade, round } = randomEdge(random);
    const part = round ? around(photo, main.box, random.between(1, 1.8)) : cutPart(photo, main.box, random);
    const edge = { round, fade: Math.min(fade, 0.2 * side) };
    paste(canvas, photoFrame(this.#store, photo), map, part, edge, this.#scratch);
    hide(scene, boundingBox(map, part));
    for (const box of photo.unsure) scene.unsure.push(boundingBox(map, box));
    for (const face of photo.faces) {
      if (round && face !== main) scene.unsure.push(moveBox(map, face.box));
      else this.#addFace(canvas, face, map, part, scene, random);
    }
  }

  #addFace(canvas: Canvas, face: PhotoFace, map: Similarity, part: Box, scene: Scene, random: Random): void {
    const box = moveBox(map, face.box);
    const seen = Math.min(share(face.box, part), share(box, [0, 0, this.width, this.height]));
    if (seen < 0.1) return;
    if (seen < LEAST_SEEN || box[2] < MIN_SIDE || box[2] > 1.15 * this.height) {
      scene.unsure.push(box);
      return;
    }
    const move = ([x, y]: Point): Point => toCrop(map, x, y);
    const { keypoints } = face;
    scene.faces.push({
      box,
      ...(keypoints && { keypoints: eachPoint(keypoints, move) }),
      ...(face.label && { label: face.label }),
    });
    if (face.example !== undefined) dress(canvas, this.#store, face.example, map, box, random);
  }
}

/** The face that a photo is about: the largest, which is the one that its label means. */
export function mainFace({ faces }: Pick<ScenePhoto, 'faces'>): PhotoFace | undefined {
  return faces.toSorted((a, b) => b.box[2] - a.box[2])[0];
}

/** Most of the photo: any side may be cut off up to the main face, so that a photo's edge says little. */
function cutPart({ width, height }: ScenePhoto, [x, y, w, h]: Box, random: Random): Box {
  const room = 0.2 * w;
  const cut = (free: number) => (free > 0 && random.chance(0.35) ? random.next() * free : 0);
  const left = cut(x - room);
  const top = cut(y - room);
  const right = cut(width - x - w - room);
  const bottom = cut(height - y - h - room);
  return [left, top, width - left - right, height - top - bottom];
}

/** The part of a photo within so many sides of a box around its centre. */
function around({ width, height }: ScenePhoto, [x, y, w, h]: Box, sides: number): Box {
  const [cx, cy] = [x + w / 2, y + h / 2];
  const left = Math.max(0, cx - sides * w);
  const top = Math.max(0, cy - sides * h);
  return [left, top, Math.min(width, cx + sides * w) - left, Math.min(height, cy + sides * h) - top];
}

/** Faces under a new piece: gone where it covers them, unsure where it covers a part. */
function hide(scene: Scene, cover: Box): void {
  scene.unsure = scene.unsure.filter((box) => share(box, cover) < 0.9);
  const left: SceneFace[] = [];
  for (const face of scene.faces) {
    const covered = share(face.box, cover);
    if (covered < 0.2) left.push(face);
    else if (covered < 0.85) scene.unsure.push(face.box);
  }
  scene.faces = left;
}

/** Share of a box that lies in another. */
function share(box: Box, other: Box): number {
  const w = Math.min(box[0] + box[2], other[0] + other[2]) - Math.max(box[0], other[0]);
  const h = Math.min(box[1] + box[3], other[1] + other[3]) - Math.max(box[1], other[1]);
  return w <= 0 || h <= 0 ? 0 : (w * h) / (box[2] * box[3]);
}

/** A square box under a similarity: its centre moves, its side is scaled; boxes never roll. */
function moveBox(map: Similarity, [x, y, w, h]: Box): Box {
  const zoom = Math.hypot(map.a, map.b);
  const [cx, cy] = toCrop(map, x + w / 2, y + h / 2);
  return [cx - w / zoom / 2, cy - h / zoom / 2, w / zoom, h / zoom];
}

/** The similarity that shows a source point at a canvas point. @param zoom source pixels a canvas pixel */
function similarity(from: Point, to: Point, zoom: number, angle: number): Similarity {
  const a = zoom * Math.cos(angle);
  const b = zoom * Math.sin(angle);
  return { a, b, tx: from[0] - a * to[0] + b * to[1], ty: from[1] - b * to[0] - a * to[1] };
}

function mirrorFace({ box: [x, y, w, h], keypoints, ...rest }: SceneFace, width: number): SceneFace {
  const box: Box = [width - x - w, y, w, h];
  if (!keypoints) return { ...rest, box };
  const { rightEye, leftEye, ...middle } = eachPoint(keypoints, ([px, py]) => [width - px, py]);
  return { ...rest, box, keypoints: { ...middle, rightEye: leftEye, leftEye: rightEye } };
}

function eachPoint(
  { rightEye, leftEye, nose, mouth }: Face['keypoints'],
  move: (point: Point) => Point,
): Face['keypoints'] {
  return { rightEye: move(rightEye), leftEye: move(leftEye), nose: move(nose), mouth: move(mouth) };
}

/** Mostly as people hold their heads; beyond the most, a face counts as lying on its side (pipeline/upright.ts). */
function roll(random: Random): number {
  if (random.chance(0.2)) return random.between(-MOST_ROLL, MOST_ROLL);
  return Math.max(-MOST_ROLL, Math.min(MOST_ROLL, random.normal() * 0.12));
}

function logBetween(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

/** Between both, or in their middle where there is no room. */
function within(random: Random, low: number, high: number): number {
  return low < high ? random.between(low, high) : (low + high) / 2;
}
