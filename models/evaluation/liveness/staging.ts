import type { Box, Face, Point } from '../../pipeline/face.ts';
import type { Random } from '../../training/common/random.ts';
import { LIVENESS_SCALE } from '../../training/liveness/sample.ts';

/** The kiosk's frame. */
export const WIDTH = 640;
export const HEIGHT = 480;

/** Half of the model's crop, in face boxes: a carrier's edge that is nearer is seen. */
const CROP_HALF = LIVENESS_SCALE / 2;
/** The face's side in the frame, in pixels: the crop must lie in the frame. */
const SIZES = [80, 205] as const;
/** Photos are enlarged at most so much; live faces and pictures alike. */
const MOST_ENLARGED = 3;

/** A picture that can stand in a page, and the face on it in its pixels. */
export interface Photo {
  url: string;
  width: number;
  height: number;
  face: Pick<Face, 'box' | 'keypoints'>;
}

/** Where a photo lies in the frame when a live face is seen: its part that fills the frame, in photo pixels. */
export interface LiveStage {
  window: Box;
  /** Side of the face, and its middle, in pixels of the frame. */
  side: number;
  middle: Point;
}

/** Left, top, right, bottom of what a carrier shows, in face sides from the face's middle. */
export type Shown = [left: number, top: number, right: number, bottom: number];

/** Cuts 4:3 out of a photo around its face, the crop well inside; undefined where there is no room. */
export function stageLive({ width, height, face }: Photo, random: Random): LiveStage | undefined {
  const side = sideOf(face.box);
  const widest = Math.min(width, height / 0.75);
  const least = Math.max(SIZES[0], (side * WIDTH) / widest);
  const most = Math.min(SIZES[1], MOST_ENLARGED * side);
  if (least > most) return undefined;
  const seen = random.between(least, most);
  const columns = (side * WIDTH) / seen;
  const rows = columns * 0.75;
  const [x, y] = middleOf(face.box);
  const reach = 1.05 * CROP_HALF * side;
  const left = place(x, reach, columns, width, random);
  const top = place(y, reach, rows, height, random);
  if (left === undefined || top === undefined) return undefined;
  const zoom = WIDTH / columns;
  return {
    window: [left, top, columns, rows],
    side: seen,
    middle: [(x - left) * zoom, (y - top) * zoom],
  };
}

/** A part of the photo that ends inside of the crop on at least one side, or nowhere near it; undefined where there is no room. */
export function shownPart(photo: Photo, edges: boolean, random: Random): Shown | undefined {
  const side = sideOf(photo.face.box);
  const [x, y] = middleOf(photo.face.box);
  const room = [x / side, y / side, (photo.width - x) / side, (photo.height - y) / side];
  const wanted = edges
    ? [random.between(0.58, 0.9), random.between(0.75, 1.2), random.between(0.58, 0.9), 0]
    : [2, 2, 2, 2];
  if (edges) wanted[3] = random.between(0.7, 1.2);
  const shown = wanted.map((value, k) => Math.min(value, room[k]!)) as Shown;
  // Turned, a carrier's edge comes nearer.
  if (!edges && Math.min(...shown) < 1.15 * CROP_HALF) return undefined;
  return shown;
}

export function sideOf([, , w, h]: Box): number {
  return Math.max(w, h);
}

export function middleOf([x, y, w, h]: Box): Point {
  return [x + w / 2, y + h / 2];
}

/** A window of `length` in `whole` that holds `at` with `reach` on both sides. */
function place(at: number, reach: number, length: number, whole: number, random: Random): number | undefined {
  const low = Math.max(0, at + reach - length);
  const high = Math.min(whole - length, at - reach);
  return low > high ? undefined : random.between(low, high);
}
