import type { Box } from '../../../models/pipeline/face.ts';
import type { ChangeWatch } from '../../../models/pipeline/follow.ts';
import type { Frame } from '../../../models/pipeline/frame.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { type Blob, blobsIn } from './blobs.ts';
import { grainOf } from './grain.ts';
import { CELLS, COLUMNS, lumaGrid, ROWS, structureChange } from './luma-grid.ts';

/** Least change of structure, ln, and times of the noise (a mean absolute difference) that a change has to exceed. */
const LEAST = 0.06;
const TIMES = 4;
/** A cell that changed in more than this share of the looks is restless, and its changes are none. */
const RESTLESS = 0.05;
/** Looks over which that is learned: some seconds. */
const LEARNED_OVER = 100;
/** Sizes of a face that its body reaches to each side, and above it. */
const BESIDE = 1.4;
const ABOVE = 0.8;

/**
 * Whether there is anything in the frame that was not there when the whole of it was searched last: compared by structure
 * and not by brightness, so that lights may flicker and drift. What changes all the time while nobody is followed (a
 * screen, leaves) is known within seconds, and counts no more. It may miss somebody: whoever asks searches now and then all the same.
 */
export class LumaChange implements ChangeWatch {
  readonly #searched = new Float32Array(CELLS);
  readonly #now = new Float32Array(CELLS);
  readonly #change = new Float32Array(CELLS);
  /** The share of the looks in which each cell changed. */
  readonly #often = new Float32Array(CELLS);
  readonly #changed = new Uint8Array(CELLS);
  #known = false;

  changed(frame: Frame, faces: readonly Box[], turn: Turn): boolean {
    if (!this.#known) return true;
    lumaGrid(frame, this.#now);
    structureChange(this.#now, this.#searched, this.#change);
    const grain = grainOf(this.#change, this.#now);
    const share = faces.length > 0 ? 0 : 1 / LEARNED_OVER;
    for (let cell = 0; cell < CELLS; cell++) {
      const limit = Math.max(LEAST, TIMES * grain * Math.exp(-this.#now[cell]!));
      const changed = this.#change[cell]! > limit ? 1 : 0;
      const often = this.#often[cell]!;
      this.#changed[cell] = often > RESTLESS ? 0 : changed;
      this.#often[cell] = often + share * (changed - often);
    }
    return blobsIn(this.#changed).some((blob) => !faces.some((face) => isOf(blob, face, frame, turn)));
  }

  searched(frame: Frame): void {
    lumaGrid(frame, this.#searched);
    this.#known = true;
  }

  reset(): void {
    this.#known = false;
    this.#often.fill(0);
  }
}

/** Whether a blob lies where the body of a followed face is. */
function isOf({ left, top, right, bottom }: Blob, [x, y, w, h]: Box, frame: Frame, turn: Turn): boolean {
  const aside = BESIDE * w;
  const above = ABOVE * h;
  // From the face downwards, wherever that is in the camera's frame, the body goes on for good.
  const reach: Record<Turn, [left: number, top: number, right: number, bottom: number]> = {
    0: [aside, above, aside, Number.POSITIVE_INFINITY],
    90: [above, aside, Number.POSITIVE_INFINITY, aside],
    180: [aside, Number.POSITIVE_INFINITY, aside, above],
    270: [Number.POSITIVE_INFINITY, aside, above, aside],
  };
  const [l, t, r, b] = reach[turn];
  const [across, down] = [COLUMNS / frame.width, ROWS / frame.height];
  return (
    left >= (x - l) * across &&
    top >= (y - t) * down &&
    right <= (x + w + r) * across &&
    bottom <= (y + h + b) * down
  );
}
