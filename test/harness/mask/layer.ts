import { blurPlane, type Picture } from '../picture.ts';

/** The part of the picture that a layer lies on. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

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
  const size = width * height;
  const planes = [0, 1, 2, 3].map((k) => {
    const plane = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const alpha = layer.data[i * 4 + 3]! / 255;
      plane[i] = k < 3 ? layer.data[i * 4 + k]! * alpha : alpha;
    }
    return plane;
  });
  const shadow = planes[3]!.slice();
  blurPlane(shadow, width, height, Math.max(1, Math.round(faceWidth * 0.018)));
  if (faceWidth > 90) for (const plane of planes) soften(plane, width, height);
  const drop = Math.round(faceWidth * 0.02);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const j = (box.top + y) * picture.width + box.left + x;
      const cover = planes[3]![i]!;
      const cast = (shadow[Math.max(0, y - drop) * width + x] ?? 0) * 0.42 * (body[j] ?? 0);
      for (let k = 0; k < 3; k++) {
        const under = picture.data[j * 4 + k]! * (1 - cast * (k === 0 ? 0.85 : 1));
        picture.data[j * 4 + k] = under * (1 - cover) + planes[k]![i]!;
      }
    }
  }
}

/** The weights 1 2 1 in both directions: as soft as a source of 360 lines enlarged to the camera's size. */
function soften(plane: Float32Array, width: number, height: number): void {
  const copy = plane.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const row = (at: number) => copy[at - 1]! + 2 * copy[at]! + copy[at + 1]!;
      plane[i] = (row(i - width) + 2 * row(i) + row(i + width)) / 16;
    }
  }
}
