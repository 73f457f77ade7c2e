import type { Box } from '../../pipeline/face.ts';
import type { Similarity } from '../../pipeline/sample.ts';
import type { Canvas } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { exampleMesh } from '../dataset/examples.ts';
import { drawHeadwear, HEADWEAR } from '../drawing/headwear.ts';
import { type Landmarks, landmarksInCrop, type Point } from '../drawing/landmarks.ts';
import { drawMask } from '../drawing/mask.ts';
import { drawOccluder, drawSunglasses, OCCLUDERS } from '../drawing/occluder.ts';
import { holdThing } from '../drawing/thing.ts';
import { MIN_MESH_SCORE, WEAR_MIX } from '../mask/sample.ts';
import type { SceneStore } from './scenes.ts';

/** On a bare face: a mask drawn right, drawn wrong, a drawn or a photographed thing before it, nothing. */
const DRAWINGS = { right: 0.14, wrong: 0.12, occluder: 0.09, thing: 0.07, none: 0.58 } as const;
/** On any face. */
const GLASSES = 0.06;
const HEADWEAR_WORN = 0.1;

/** Where a photographed thing is held: before the mouth, an eye, the forehead; in face heights below the eyes. */
const PLACES: readonly Point[] = [
  [0, 0.7],
  [0, 0.7],
  [0.3, 0.1],
  [-0.3, 0.1],
  [0, -0.5],
];

/**
 * Draws masks and other things onto a face of a scene, in a square of the canvas around it. A face whose mesh is not sure
 * stays as it is.
 *
 * @param index of the face's example in the store @param map from the canvas to the photo @param box of the face, canvas pixels
 */
export function dress(
  canvas: Canvas,
  { examples: store, things }: Pick<SceneStore, 'examples' | 'things'>,
  index: number,
  map: Similarity,
  [x, y, side]: Box,
  random: Random,
): void {
  const example = store.examples[index]!;
  const drawing = example.label === 'no_mask' ? random.weighted(DRAWINGS) : 'none';
  const [glasses, headwear] = [random.chance(GLASSES), random.chance(HEADWEAR_WORN)];
  if (example.meshScore < MIN_MESH_SCORE || (drawing === 'none' && !glasses && !headwear)) return;
  const size = Math.ceil(side * 1.8);
  const [left, top] = [Math.floor(x - 0.4 * side), Math.floor(y - 0.4 * side)];
  const crop: Canvas = { size, rgb: new Float32Array(size * size * 3) };
  copy(canvas, crop, left, top, 'out');
  // The mesh is in pixels of the example's patch, which lies at `corner` in the photo.
  const [cx, cy] = example.corner;
  const face: Landmarks = landmarksInCrop(exampleMesh(store, example), {
    ...map,
    tx: map.tx + map.a * left - map.b * top - cx,
    ty: map.ty + map.b * left + map.a * top - cy,
  });
  if (glasses) drawSunglasses(crop, face, random);
  if (drawing === 'right') drawMask(crop, face, 'right', random);
  else if (drawing === 'wrong') drawMask(crop, face, random.weighted(WEAR_MIX), random);
  else if (drawing === 'thing' && things && things.count > 0) {
    holdThing(crop, face, things, random, random.pick(PLACES));
  } else if (drawing !== 'none') drawOccluder(crop, face, random.pick(OCCLUDERS), random);
  if (headwear) drawHeadwear(crop, face, random.pick(HEADWEAR), random);
  copy(canvas, crop, left, top, 'back');
}

function copy(canvas: Canvas, crop: Canvas, left: number, top: number, way: 'out' | 'back'): void {
  const { size, rows = size } = canvas;
  for (let j = Math.max(0, -top); j < Math.min(crop.size, rows - top); j++) {
    const from = Math.max(0, -left);
    const to = Math.min(crop.size, size - left);
    const whole = 3 * ((top + j) * size + left);
    const part = 3 * j * crop.size;
    if (way === 'out') crop.rgb.set(canvas.rgb.subarray(whole + 3 * from, whole + 3 * to), part + 3 * from);
    else canvas.rgb.set(crop.rgb.subarray(part + 3 * from, part + 3 * to), whole + 3 * from);
  }
}
