/** x, y, width, height in pixels of the picture that it belongs to. */
export type Box = readonly [number, number, number, number];

interface Size {
  width: number;
  height: number;
}

/** Shapes of a picture that differ by more than this are not one picture in two sizes; rounding differs by less. */
const SHAPE_TOLERANCE = 0.02;

/**
 * Boxes that were found in a frame of one size, in pixels of the same view in another size: a browser hands frames
 * to workers as the camera delivers them, and stills in the size that the page asked for.
 *
 * @returns null when the two are not the same view: nobody can say then where the faces are
 */
export function boxesIn(picture: Size, seen: Size, boxes: readonly Box[]): Box[] | null {
  const across = picture.width / seen.width;
  const down = picture.height / seen.height;
  if (!(Math.abs(across / down - 1) < SHAPE_TOLERANCE)) return null;
  return boxes.map(([x, y, w, h]) => [x * across, y * down, w * across, h * down]);
}

/**
 * All faces of a picture, the visitor's first: those that were found in it, and then where others were followed a
 * moment before, since somebody whom the search missed shall be blurred, too.
 *
 * @param followed boxes of a moment before, the visitor's first
 * @returns null when nobody was found
 */
export function allFaces(found: readonly Box[], followed: readonly Box[]): Box[] | null {
  const [visitor, ...others] = followed;
  if (found.length === 0) return null;
  const nearest = visitor
    ? found.toSorted((a, b) => distance(a, visitor) - distance(b, visitor))
    : found.toSorted((a, b) => b[2] * b[3] - a[2] * a[3]);
  return [...nearest, ...(visitor ? [visitor] : []), ...others];
}

/** Between the centres of two boxes, px. */
function distance([x, y, w, h]: Box, [u, v, s, t]: Box): number {
  return Math.hypot(x + w / 2 - u - s / 2, y + h / 2 - v - t / 2);
}
