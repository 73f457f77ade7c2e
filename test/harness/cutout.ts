import type { Matte } from './people.ts';
import { type Picture, smoothstep } from './picture.ts';

/**
 * Cuts a person out of a source frame: the same picture with alpha. What reaches the picture's sides goes on
 * beyond it when sampled (`extendSide`, `extendBelow`), so that shoulders don't end in a vertical line.
 */
export function cutOut(frame: Picture, matte: Matte): Picture {
  switch (matte.kind) {
    case 'blue':
      return blueScreen(frame, matte.left);
    case 'room':
    case 'outline':
      return frame;
  }
}

/** Blueness (blue above the larger of red and green) at which a pixel begins to be screen, and is only that. */
const SKIN_SIDE = 12;
const SCREEN_SIDE = 62;

function blueScreen(frame: Picture, left: number): Picture {
  const { width, height } = frame;
  const data = frame.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const most = Math.max(data[i]!, data[i + 1]!);
    const blueness = data[i + 2]! - most;
    const x = (i >> 2) % width;
    data[i + 3] = x < left ? 0 : 255 * (1 - smoothstep(SKIN_SIDE, SCREEN_SIDE, blueness));
    // The screen's light on ears, hair and shoulders: no pixel of the person has more blue than green.
    data[i + 2] = Math.min(data[i + 2]!, data[i + 1]! + 4);
  }
  return { width, height, data };
}

/** How steeply shoulders fall beyond the sides of the source. */
const SHOULDER_SLOPE = 0.9;
/** Rows at the bottom that are repeated, mirrored, below the source: cloth. */
const CLOTH_ROWS = 14;

/** A column of the source for an `x` that may lie beside it, and how far it has fallen there. */
export function extendSide(x: number, width: number, left: number): { x: number; fall: number } {
  const inside = Math.min(width - 3, Math.max(left + 2, x));
  return { x: inside, fall: SHOULDER_SLOPE * Math.abs(x - inside) };
}

/** A row of the source for a `y` that may lie below it. */
export function extendBelow(y: number, height: number): number {
  const below = y - (height - 3);
  if (below <= 0) return y;
  const part = below % (2 * CLOTH_ROWS);
  return height - 3 - (part < CLOTH_ROWS ? part : 2 * CLOTH_ROWS - part);
}
