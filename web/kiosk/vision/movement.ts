import type { Box } from '../../../models/pipeline/face.ts';
import type { Frame } from '../../../models/pipeline/frame.ts';
import { type Turn, turnBox, turnSize } from '../../../models/pipeline/turn.ts';
import { type Blob, blobsIn, union } from './blobs.ts';
import { COLUMNS, lumaGrid, ROWS } from './luma-grid.ts';
import { LEARNING, Place } from './place.ts';

/**
 * Whether somebody stands before the kiosk, by movement alone: for whom no face is found, who is too tall, too small or
 * sits. What a frame shows is compared with how the place looks when nobody is in it, by structure and not by
 * brightness, so that lights may flicker, drift and be switched. What differs is somebody when it moves, as the living do
 * even when they stand; when it does not walk past; and when it is as large, and as low, as only those near the camera are.
 */

/** The frame is looked at this often, ms. */
const EVERY_MS = 100;

/** Share of the frame's height below the blob that may be empty: it comes from below, as bodies do. */
const FLOOR = 0.15;
/** Its middle is so far from the frame's sides at least, by share of the width: beside the kiosk nobody waits for it. */
const ASIDE = 0.2;
/** Least width by share of the frame's: of a head alone, at the bottom edge, and of a body that fills the height. */
const HEAD = 0.09;
const BODY = 0.22;
/** Share of the height from which a blob's top is a head's alone. */
const HEAD_TOP = 0.55;
const LEAST_HEIGHT = 0.08;
/** Who crosses more of the width in a second walks past. */
const WALKING = 0.2;
/** Of a blob that just came. */
const NEW_SPEED = 1;
/** Share of a look in the speed: blobs gain and lose edges. */
const SPEED_SHARE = 0.2;

interface UprightBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What lives: upright, in shares of the frame. */
interface Living extends UprightBox {
  blob: Blob;
  at: number;
  /** Widths of the frame a second. */
  speed: number;
}

/** Looks for movement in the frames of one camera. */
export class MovementDetector {
  #place = new Place();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #living: readonly Living[] = [];
  #near: Box | null = null;

  /**
   * @param at when the frame was taken, ms of one clock that never goes back
   * @param turn how far the frame has to be turned so that people stand upright
   * @returns where somebody stands near, as far as movement tells, in pixels of the upright frame; null for nobody. The
   *   last answer between two looks
   */
  look(frame: Frame, at: number, turn: Turn): Box | null {
    if (at < this.#lookedAt) this.reset();
    const passed = Math.min(at - this.#lookedAt, 2 * EVERY_MS);
    if (passed < EVERY_MS) return this.#near;
    this.#lookedAt = at;
    lumaGrid(frame, this.#place.next());
    this.#place.see(at, passed);
    this.#living = this.#follow(blobsIn(this.#place.living), at, turn);
    this.#place.learn(
      this.#living.map(({ blob }) => blob),
      passed,
    );
    const somebody =
      this.#place.looks > LEARNING
        ? this.#living.find((one) => isNear(one) && one.speed < WALKING)
        : undefined;
    this.#near = somebody ? pixels(somebody, turnSize(frame.width, frame.height, turn)) : null;
    return this.#near;
  }

  /** Forgets the place. */
  reset(): void {
    this.#place = new Place();
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    this.#living = [];
    this.#near = null;
  }

  /** What lives now, with how fast it goes; the parts of one, whose outline has gaps, are one. */
  #follow(blobs: readonly Blob[], at: number, turn: Turn): Living[] {
    const parts = Map.groupBy(blobs, (blob) => nearest(this.#living, upright(blob, turn)));
    const fresh = parts.get(undefined) ?? [];
    parts.delete(undefined);
    return [
      ...[...parts].map(([last, same]) => {
        const blob = same.reduce(union);
        const box = upright(blob, turn);
        return { ...box, blob, at, speed: speedAfter(last!, box, at) };
      }),
      ...fresh.map((blob) => ({ ...upright(blob, turn), blob, at, speed: NEW_SPEED })),
    ];
  }
}

function speedAfter(last: Living, { x, width }: UprightBox, at: number): number {
  const way = Math.abs(x + width / 2 - last.x - last.width / 2);
  return last.speed + SPEED_SHARE * ((way / (at - last.at)) * 1000 - last.speed);
}

/** Whether it is what somebody near the camera looks like. */
function isNear({ x, y, width, height }: UprightBox): boolean {
  const middle = x + width / 2;
  const needed = Math.max(HEAD, Math.min(BODY, HEAD + (HEAD_TOP - y) / 2));
  const reaches = y + height >= 1 - FLOOR && height >= LEAST_HEIGHT;
  return reaches && width >= needed && middle >= ASIDE && middle <= 1 - ASIDE;
}

function upright({ left, top, right, bottom }: Blob, turn: Turn): UprightBox {
  const [x, y, width, height] = turnBox([left, top, right - left, bottom - top], COLUMNS, ROWS, turn);
  const [across, down] = turnSize(COLUMNS, ROWS, turn);
  return { x: x / across, y: y / down, width: width / across, height: height / down };
}

function pixels({ x, y, width, height }: UprightBox, [across, down]: [number, number]): Box {
  return [x * across, y * down, width * across, height * down];
}

/** The one that shares most with the box; undefined when none does. */
function nearest(living: readonly Living[], box: UprightBox): Living | undefined {
  const [first] = living
    .map((one) => ({ one, shared: sharedArea(one, box) }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared);
  return first?.one;
}

function sharedArea(a: UprightBox, b: UprightBox): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 0 && down > 0 ? across * down : 0;
}
