import type { Cast } from './cast.ts';
import type { Landmarks } from './image/landmarks.ts';
import { emptyPicture, type Picture, smoothstep } from './image/picture.ts';
import { clothOf, type MaskKind } from './mask/cloth.ts';
import type { Wear } from './mask/fit.ts';
import { wearMask } from './mask/wear.ts';
import type { PersonName } from './people.ts';

/** A flat picture of a face: printed on the visitor's shirt, or on a phone that is held beside the face. */
export interface Print {
  readonly on: 'shirt' | 'phone';
  readonly person: PersonName;
  readonly mask?: { readonly kind: MaskKind; readonly wear: Wear };
}

/** A rectangle, px. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const BEZEL: readonly number[] = [22, 22, 26];
const FRAME: readonly number[] = [92, 70, 48];
const TOP_OF_HEAD = 10;
const CHIN = 152;
const LEFT = 234;
const RIGHT = 454;

/** The picture that is shown: head and shoulders before a plain wall, `size` px square. */
export async function portrait(cast: Cast, { person, mask }: Print, size = 320): Promise<Picture> {
  const camera = emptyPicture(640, 480);
  for (let i = 0; i < camera.data.length; i += 4) camera.data.set([196, 201, 205, 255], i);
  const actor = cast.actor(person);
  const place = { x: 320, y: 0, scale: 1 };
  const cutout = await actor.cutout(0);
  const body = actor.draw(camera, cutout, place);
  const face = actor.landmarks(0, place, cutout, camera.height);
  if (mask) wearMask(camera, body, face, await clothOf(mask.kind), mask.kind, mask.wear);
  const [top, chin] = [face.at(TOP_OF_HEAD), face.at(CHIN)];
  const side = 1.75 * Math.hypot(chin[0] - top[0], chin[1] - top[1]);
  const out = emptyPicture(size, size);
  const from = {
    x: (top[0] + chin[0] - side) / 2,
    y: (top[1] + chin[1] - side) / 2,
    width: side,
    height: side,
  };
  show(out, { x: 0, y: 0, width: size, height: size }, camera, from);
  return out;
}

/** Draws the print where it belongs on the visitor with this face. */
export function drawPrint(picture: Picture, face: Landmarks, on: Print['on'], print: Picture): void {
  const whole = { x: 0, y: 0, width: print.width, height: print.height };
  const [left, right, chin] = [face.at(LEFT), face.at(RIGHT), face.at(CHIN)];
  const width = Math.hypot(right[0] - left[0], right[1] - left[1]);
  switch (on) {
    case 'shirt': {
      const side = width * 0.9;
      show(
        picture,
        { x: chin[0] - side / 2, y: chin[1] + width * 0.5, width: side, height: side },
        print,
        whole,
      );
      break;
    }
    case 'phone': {
      const side = width * 0.72;
      const at = { x: left[0] - width * 0.95, y: chin[1] - width * 1.0, width: side, height: side * 1.75 };
      const edge = side * 0.07;
      fill(
        picture,
        { x: at.x - edge, y: at.y - edge, width: side + 2 * edge, height: at.height + 2 * edge },
        BEZEL,
      );
      const shown = { x: 0.21 * print.width, y: 0, width: print.width * (1 / 1.75), height: print.height };
      show(picture, at, print, shown);
      break;
    }
  }
}

/** Hangs a mirror: the picture so far, as it is seen from the wall behind, smaller and reversed. */
export function hangMirror(picture: Picture, seen: Picture, at: Rectangle): void {
  const edge = 7;
  fill(
    picture,
    { x: at.x - edge, y: at.y - edge, width: at.width + 2 * edge, height: at.height + 2 * edge },
    FRAME,
  );
  const width = (seen.height * at.width) / at.height;
  // Reversed: from the right edge of the part to its left one.
  show(picture, at, seen, { x: (seen.width + width) / 2, y: 0, width: -width, height: seen.height });
}

/** Shows the part `from` of a picture in the rectangle `at`; a negative width of `from` reverses it. */
function show(picture: Picture, at: Rectangle, source: Picture, from: Rectangle): void {
  // Taps a side and pixel: a small print of a large picture must not alias.
  const taps = Math.max(1, Math.min(4, Math.round(Math.abs(from.width) / at.width)));
  eachPixel(picture, at, (i, u, v, du, dv) => {
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let t = 0; t < taps * taps; t++) {
        const x = from.x + from.width * (u + (du * ((t % taps) + 0.5)) / taps);
        const y = from.y + from.height * (v + (dv * (Math.floor(t / taps) + 0.5)) / taps);
        sum += sample(source, x, y, k);
      }
      picture.data[i + k] = sum / (taps * taps);
    }
  });
}

function fill(picture: Picture, at: Rectangle, colour: readonly number[]): void {
  eachPixel(picture, at, (i, u) => {
    const shade = 0.9 + 0.2 * smoothstep(0, 1, u);
    for (let k = 0; k < 3; k++) picture.data[i + k] = colour[k]! * shade;
  });
}

/** Calls `draw` for each pixel of the rectangle inside the picture: its byte, and its place and size in shares. */
function eachPixel(
  { width, height }: Picture,
  at: Rectangle,
  draw: (byte: number, u: number, v: number, du: number, dv: number) => void,
): void {
  const [du, dv] = [1 / at.width, 1 / at.height];
  for (let y = Math.max(0, Math.round(at.y)); y < Math.min(height, Math.round(at.y + at.height)); y++) {
    for (let x = Math.max(0, Math.round(at.x)); x < Math.min(width, Math.round(at.x + at.width)); x++) {
      draw((y * width + x) * 4, (x - at.x) * du, (y - at.y) * dv, du, dv);
    }
  }
}

function sample({ width, height, data }: Picture, x: number, y: number, channel: number): number {
  const cx = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const [ix, iy] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - ix, cy - iy];
  const i = (iy * width + ix) * 4 + channel;
  const j = i + width * 4;
  return (
    (data[i]! * (1 - fx) + data[i + 4]! * fx) * (1 - fy) + (data[j]! * (1 - fx) + data[j + 4]! * fx) * fy
  );
}
