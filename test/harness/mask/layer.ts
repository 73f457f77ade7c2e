import { blurPlane, type Picture } from '../image/picture.ts';

/** The part of the picture that a layer lies on. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The most of the light that the shadow takes; red less, since light goes on through skin. */
const SHADOW = [0.36, 0.42, 0.42] as const;

/**
 * Lays a layer over the picture: softened to the camera's focus, with a shadow below it on the person, whose
 * opacity is `body`.
 */
export function layOver(
  picture: Picture,
  body: Float32Array,
  layer: Picture,
  box: Box,
  faceWidth: number,
): void {
  const { width, height } = box;
  const shadow = new Float32Array(width * height);
  for (let i = 0; i < shadow.length; i++) shadow[i] = layer.data[i * 4 + 3]! / 255;
  const cover = premultiplied(layer);
  blurPlane(shadow, width, height, Math.max(1, Math.round(faceWidth * 0.018)));
  if (faceWidth > 90) soften(cover, width, height);
  const drop = Math.round(faceWidth * 0.02);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      const j = (box.top + y) * picture.width + box.left + x;
      const cast = shadow[Math.max(0, y - drop) * width + x]! * body[j]!;
      const alpha = cover[i + 3]!;
      if (alpha === 0 && cast < 0.01) continue;
      for (let k = 0; k < 3; k++) {
        const under = picture.data[j * 4 + k]! * (1 - cast * SHADOW[k]!);
        picture.data[j * 4 + k] = under * (1 - alpha) + cover[i + k]!;
      }
    }
  }
}

/** Colours times alpha, alpha from 0 to 1. */
function premultiplied({ data }: Picture): Float32Array {
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    if (alpha === 0) continue;
    values[i] = data[i]! * alpha;
    values[i + 1] = data[i + 1]! * alpha;
    values[i + 2] = data[i + 2]! * alpha;
    values[i + 3] = alpha;
  }
  return values;
}

/** The weights 1 2 1 in both directions: as soft as a source of 360 lines enlarged to the camera's size. */
function soften(values: Float32Array, width: number, height: number): void {
  for (const step of [4, width * 4]) {
    const copy = values.slice();
    const end = width * height * 4 - step;
    for (let i = step; i < end; i++) {
      const middle = copy[i]!;
      const sides = copy[i - step]! + copy[i + step]!;
      if (middle !== 0 || sides !== 0) values[i] = middle / 2 + sides / 4;
    }
  }
}
