/** Degrees clockwise by which a picture has to be turned so that people in it stand upright. */
export const TURNS = [0, 90, 180, 270] as const;
export type Turn = (typeof TURNS)[number];

/** Where a box of a picture of `width`×`height` lies when the picture is turned clockwise. */
export function turnBox(
  [x, y, w, h]: readonly [number, number, number, number],
  width: number,
  height: number,
  turn: Turn,
): [number, number, number, number] {
  switch (turn) {
    case 0:
      return [x, y, w, h];
    case 90:
      return [height - y - h, x, h, w];
    case 180:
      return [width - x - w, height - y - h, w, h];
    case 270:
      return [y, width - x - w, h, w];
  }
}

/** Width and height of a picture that is turned. */
export function turnSize(width: number, height: number, turn: Turn): [width: number, height: number] {
  return turn % 180 === 0 ? [width, height] : [height, width];
}
