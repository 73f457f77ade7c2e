import type { Landmarks, Point } from '../image/landmarks.ts';
import { luma, type Picture } from '../image/picture.ts';
import { mix } from './fit.ts';

/** Light on a face: brightness at the picture's left and right side, and colour; 1 leaves a thing as it is. */
export interface Light {
  readonly left: number;
  readonly right: number;
  readonly colour: readonly [red: number, green: number, blue: number];
}

/** Light on both cheeks, from the skin above the mask: what lies on the face gets the same. */
export function lightOn(picture: Picture, face: Landmarks): Light {
  const left = skinAt(picture, mix(face.at(116), face.at(117), 0.5));
  const right = skinAt(picture, mix(face.at(345), face.at(346), 0.5));
  const level = (skin: number) => Math.min(1.05, Math.max(0.35, 0.45 + (0.55 * skin) / 165));
  return { left: level(left), right: level(right), colour: [1, 0.985, 0.965] };
}

function skinAt(picture: Picture, [x, y]: Point): number {
  let sum = 0;
  let count = 0;
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -3; dx <= 3; dx++) {
      const px = Math.min(picture.width - 1, Math.max(0, Math.round(x) + dx));
      const py = Math.min(picture.height - 1, Math.max(0, Math.round(y) + dy));
      sum += luma(picture.data, (py * picture.width + px) * 4);
      count++;
    }
  }
  return sum / count;
}
