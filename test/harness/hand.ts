import type { Landmarks, Point } from './image/landmarks.ts';
import { emptyPicture, type Picture, smoothstep } from './image/picture.ts';
import { drapeCloth } from './mask/drape.ts';
import { mix } from './mask/fit.ts';
import { type Box, layOver } from './mask/layer.ts';

/** What a visitor's hand does. */
export const GESTURES = ['before-mouth', 'holds-mask'] as const;
export type Gesture = (typeof GESTURES)[number];

/** In the hand's source: between its fingers, its wrist, and the width of the face it was filmed with. */
const FINGERS: Point = [136, 238];
const WRIST: Point = [112, 292];
const SOURCE_FACE = 112;
/** Mean colour of the hand's skin in the source: it gets the face's tone. */
const SKIN: readonly number[] = [158, 128, 108];

/**
 * Draws a hand with its sleeve in place: before mouth and nose, or beside the cheek with a mask in the fingers.
 * `hand` is the cut-out source, `cloth` that of the mask held, `body` the opacity of the person.
 */
export function drawHand(
  picture: Picture,
  body: Float32Array,
  face: Landmarks,
  hand: Picture,
  gesture: Gesture,
  cloth: Picture,
): void {
  const [left, right] = [face.at(234), face.at(454)];
  const width = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const scale = width / SOURCE_FACE;
  const mouth = mix(face.at(13), face.at(2), 0.35);
  const at: Point = gesture === 'before-mouth' ? mouth : [mouth[0] - width * 1.05, mouth[1] + width * 0.42];
  const tone = skinTone(picture, face);
  const box = boxAround(at, width, picture);
  const layer = emptyPicture(box.width, box.height);
  const place = ([x, y]: Point): Point => [
    at[0] - box.left + (x - FINGERS[0]) * scale,
    at[1] - box.top + (y - FINGERS[1]) * scale,
  ];
  drawSleeve(layer, place(WRIST), width * 0.2, clothColour(picture, body));
  if (gesture === 'holds-mask') holdMask(layer, cloth, place([150, 212]), width);
  const [left0, top0] = place([0, 0]);
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      putSkin(layer, x, y, hand, (x - left0) / scale, (y - top0) / scale, tone);
    }
  }
  layOver(picture, body, layer, box, width);
}

/** All that hand, sleeve and held mask may touch. */
function boxAround([x, y]: Point, width: number, picture: Picture): Box {
  const inside = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.round(value)));
  const left = inside(x - width * 0.95, picture.width);
  const top = inside(y - width * 0.95, picture.height);
  const right = inside(x + width * 0.75, picture.width);
  return { left, top, width: right - left + 1, height: picture.height - top };
}

/** Factors that give the hand the tone of the cheeks. */
function skinTone(picture: Picture, face: Landmarks): number[] {
  const spots = [face.at(117), face.at(346), face.at(50), face.at(280)];
  return [0, 1, 2].map((k) => {
    const sum = spots.reduce((total, [x, y]) => total + colourAt(picture, x, y)[k]!, 0);
    return Math.min(1.6, Math.max(0.6, sum / spots.length / SKIN[k]!));
  });
}

function colourAt({ width, height, data }: Picture, x: number, y: number): [number, number, number] {
  const px = Math.min(width - 1, Math.max(0, Math.round(x)));
  const at = (Math.min(height - 1, Math.max(0, Math.round(y))) * width + px) * 4;
  return [data[at]!, data[at + 1]!, data[at + 2]!];
}

/** Mean colour of what the person wears: the lowest rows of the picture. */
function clothColour(picture: Picture, body: Float32Array): number[] {
  const sum = [0, 0, 0];
  let count = 1;
  for (let y = picture.height - 12; y < picture.height; y += 3) {
    for (let x = 0; x < picture.width; x += 4) {
      if (body[y * picture.width + x]! < 0.9) continue;
      colourAt(picture, x, y).forEach((value, k) => {
        sum[k] = sum[k]! + value;
      });
      count++;
    }
  }
  return sum.map((value) => value / count);
}

/** A sleeve from the wrist down and outwards to the picture's edge, round in section, with a cuff. */
function drawSleeve(layer: Picture, [wx, wy]: Point, radius: number, colour: readonly number[]): void {
  const cuff = wy - radius * 0.1;
  for (let y = Math.max(0, Math.floor(cuff)); y < layer.height; y++) {
    const down = y - cuff;
    const middle = wx - down * 0.28;
    const half = radius * (1.12 + down / 420) + (down < radius * 0.35 ? radius * 0.07 : 0);
    for (
      let x = Math.max(0, Math.floor(middle - half - 1));
      x <= Math.min(layer.width - 1, middle + half + 1);
      x++
    ) {
      const side = (x - middle) / half;
      const alpha = 1 - smoothstep(0.96, 1.03, Math.abs(side));
      const fold = 0.06 * Math.sin(down / 9 + side * 2.4) * smoothstep(radius * 0.4, radius, down);
      const shade = 0.55 + 0.5 * Math.sqrt(Math.max(0, 1 - (side + 0.2) ** 2 * 0.8)) + fold;
      const at = (y * layer.width + x) * 4;
      for (let k = 0; k < 3; k++) layer.data[at + k] = colour[k]! * shade;
      layer.data[at + 3] = 255 * alpha;
    }
  }
}

/** A mask that is held up by the middle of its lower edge, a little turned. */
function holdMask(layer: Picture, cloth: Picture, [x, y]: Point, width: number): void {
  const [cos, sin] = [Math.cos(-0.2) * width, Math.sin(-0.2) * width];
  const columns = [-2, -1, 0, 1, 2].map((column) =>
    [3, 2, 1, 0].map((row): Point => {
      const across = column * 0.19;
      const up = row * 0.17 - 0.05 * (1 - (column / 2) ** 2) - 0.04;
      return [x + across * cos + up * sin, y + across * sin - up * cos];
    }),
  );
  const fit = { columns, ears: [], yaw: 0.25, width };
  drapeCloth(layer, cloth, fit, { left: 1, right: 0.9, colour: [1, 0.985, 0.965] });
}

/** Lays one pixel of the hand over what the layer holds. */
function putSkin(
  layer: Picture,
  x: number,
  y: number,
  hand: Picture,
  sx: number,
  sy: number,
  tone: readonly number[],
): void {
  if (sx < 0 || sy < 0 || sx >= hand.width - 1 || sy >= hand.height - 1) return;
  const [ix, iy] = [Math.floor(sx), Math.floor(sy)];
  const [fx, fy] = [sx - ix, sy - iy];
  const i = (iy * hand.width + ix) * 4;
  const j = i + hand.width * 4;
  const mixed = (k: number) =>
    (hand.data[i + k]! * (1 - fx) + hand.data[i + 4 + k]! * fx) * (1 - fy) +
    (hand.data[j + k]! * (1 - fx) + hand.data[j + 4 + k]! * fx) * fy;
  const alpha = mixed(3) / 255;
  if (alpha === 0) return;
  const at = (y * layer.width + x) * 4;
  const under = (layer.data[at + 3]! / 255) * (1 - alpha);
  const whole = alpha + under;
  for (let k = 0; k < 3; k++) {
    layer.data[at + k] = (mixed(k) * tone[k]! * alpha + layer.data[at + k]! * under) / whole;
  }
  layer.data[at + 3] = 255 * whole;
}
