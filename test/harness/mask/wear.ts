import type { Landmarks, Point } from '../image/landmarks.ts';
import { emptyPicture, type Picture } from '../image/picture.ts';
import type { MaskKind } from './cloth.ts';
import { drapeCloth } from './drape.ts';
import { type Fit, fitMask, mix, type Wear } from './fit.ts';
import { type Box, layOver } from './layer.ts';
import { type Light, lightOn } from './light.ts';
import { drawThread } from './thread.ts';

/** Colours of the ear loops. */
const LOOPS: Record<MaskKind, readonly [number, number, number]> = {
  surgical: [226, 230, 233],
  white: [226, 228, 230],
  black: [38, 38, 42],
  pattern: [60, 40, 44],
  ffp2: [232, 232, 228],
};

/**
 * Draws a mask onto a face in place. `face` are the landmarks in the picture; `body` is the person's opacity
 * (a value a pixel, 0 to 1): the mask's shadow falls on the person only.
 */
export function wearMask(
  picture: Picture,
  body: Float32Array,
  face: Landmarks,
  cloth: Picture,
  kind: MaskKind,
  wear: Wear,
): void {
  const fit = fitMask(face, wear, kind);
  const light = lightOn(picture, face);
  const box = boundsOf(fit, picture);
  const layer = emptyPicture(box.width, box.height);
  const moved = moveFit(fit, -box.left, -box.top);
  drawLoops(layer, moved, LOOPS[kind], light);
  drapeCloth(layer, cloth, moved, light);
  layOver(picture, body, layer, box, fit.width);
}

function boundsOf(fit: Fit, picture: Picture): Box {
  const points = [...fit.columns.flat(), ...fit.ears.flatMap((ear) => [ear.upper, ear.lower])];
  const margin = 16;
  const left = Math.max(0, Math.floor(Math.min(...points.map(([x]) => x))) - margin);
  const top = Math.max(0, Math.floor(Math.min(...points.map(([, y]) => y))) - margin);
  const right = Math.min(picture.width, Math.ceil(Math.max(...points.map(([x]) => x))) + margin);
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...points.map(([, y]) => y))) + margin);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function moveFit(fit: Fit, dx: number, dy: number): Fit {
  const move = ([x, y]: Point): Point => [x + dx, y + dy];
  return {
    ...fit,
    columns: fit.columns.map((column) => column.map(move)),
    ears: fit.ears.map((ear) => ({ ...ear, upper: move(ear.upper), lower: move(ear.lower) })),
  };
}

/** Two loops a side, from the cloth's corners to behind the ear, hanging through a little. */
function drawLoops(layer: Picture, fit: Fit, colour: readonly number[], light: Light): void {
  const edges = [fit.columns[0]!, fit.columns.at(-1)!];
  const inner = [fit.columns[1]!, fit.columns.at(-2)!];
  fit.ears.forEach((ear, i) => {
    if (!ear.visible) return;
    const bright = i === 0 ? light.left : light.right;
    const ends = [
      [mix(edges[i]!.at(0)!, inner[i]!.at(0)!, 0.08), ear.upper],
      [mix(edges[i]!.at(-1)!, inner[i]!.at(-1)!, 0.08), ear.lower],
    ] as const;
    for (const [from, to] of ends)
      drawThread(layer, from, to, Math.max(1, fit.width * 0.011), colour, bright * 0.9);
  });
}
