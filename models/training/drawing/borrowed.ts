import type { Canvas, Colour } from '../common/canvas.ts';
import type { Cloth } from './cloth.ts';
import { along, fromFace, type Landmarks, MIDDLE_LINE, mix, type Point } from './landmarks.ts';

/** The cloth's rim is left out: there the photo may show skin, hair or a strap. Shares of the mask's half width and height. */
const INNER = { across: 0.8, from: 0.12, to: 0.9 };
/** Where on the jaw the borrowed part ends, 0 at the ear, .5 at the chin. */
const ATTACH = 0.14;

/**
 * The cloth of a mask in a photo, to be drawn elsewhere: real folds, seams, prints and shading, which drawn cloth
 * only imitates. What is drawn wrong is then not told from what is worn right by its look.
 *
 * @param photo the crop of a face whose mask is worn right
 * @param face its landmarks; the mesh guesses what the mask covers
 */
export function borrowedCloth(photo: Canvas, face: Landmarks): Cloth {
  const top = along(face.middle, (MIDDLE_LINE.bridge + 2) / (face.middle.length - 1));
  return (u, v) => {
    const t = ATTACH + (1 - 2 * ATTACH) * (0.5 + 0.5 * INNER.across * u);
    const lower = along(face.jaw, t);
    const end = along(face.jaw, u < 0 ? ATTACH : 1 - ATTACH);
    const upper = mix(top, end, Math.abs(u) * INNER.across);
    return pixelAt(photo, fromFace(face, mix(upper, lower, INNER.from + (INNER.to - INNER.from) * v)));
  };
}

/** The colour between four pixels; beyond the border the nearest. */
export function pixelAt({ rgb, size }: Canvas, [x, y]: Point): Colour {
  const [px, py] = [x, y].map((value) => Math.max(0, Math.min(size - 1.001, value - 0.5))) as Point;
  const [i, j] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - i, py - j];
  const mixed = (c: number) => {
    const at = (dx: number, dy: number) => rgb[3 * ((j + dy) * size + i + dx) + c]!;
    return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
  };
  return [mixed(0), mixed(1), mixed(2)];
}
