import type { Landmarks, Point } from './image/landmarks.ts';
import { decodePicture, luma, type Picture, smoothstep } from './image/picture.ts';
import type { Matte } from './people.ts';

/**
 * Cuts a person out of a source frame: the same picture with alpha. What reaches the picture's sides goes on
 * beyond it when sampled (`extendSide`, `extendBelow`), so that shoulders don't end in a vertical line.
 * `face` is needed before a wall only.
 */
export async function cutOut(frame: Picture, matte: Matte, face?: Landmarks): Promise<Picture> {
  switch (matte.kind) {
    case 'blue':
      return blueScreen(frame, matte.left);
    case 'wall':
      if (!face) throw new TypeError('cutOut: a person before a wall is found by landmarks.');
      return beforeWall(frame, face);
    case 'outline':
      return alongOutline(frame, matte.points, matte.bright);
  }
}

/** Blueness (blue above the larger of red and green) at which a pixel begins to be screen, and is only that. */
const SKIN_SIDE = 12;
const SCREEN_SIDE = 62;

function blueScreen(frame: Picture, left: number): Picture {
  const { width, height } = frame;
  const data = frame.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const most = Math.max(data[i]!, data[i + 1]!);
    const blueness = data[i + 2]! - most;
    const x = (i >> 2) % width;
    data[i + 3] = x < left ? 0 : 255 * (1 - smoothstep(SKIN_SIDE, SCREEN_SIDE, blueness));
    // The screen's light on ears, hair and shoulders: no pixel of the person has more blue than green.
    data[i + 2] = Math.min(data[i + 2]!, data[i + 1]! + 4);
  }
  return { width, height, data };
}

/** How opaque each pixel is (0 to 1) within a closed outline whose edge is `soft` pixels wide. */
async function silhouette(
  { width, height }: Picture,
  points: readonly Point[],
  soft: number,
): Promise<Float32Array> {
  const path = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><filter id="soft"><feGaussianBlur stdDeviation="${soft / 2}"/></filter><path d="M${path}Z" fill="#fff" filter="url(#soft)"/></svg>`;
  const { data } = await decodePicture(svg);
  const opacity = new Float32Array(width * height);
  for (let i = 0; i < opacity.length; i++) opacity[i] = data[i * 4 + 3]! / 255;
  return opacity;
}

/** Width (px) inside an outline in which bright background may still show through. */
const RIM = 22;

async function alongOutline(frame: Picture, points: readonly Point[], bright: number): Promise<Picture> {
  const edge = await silhouette(frame, points, 3);
  const inner = await silhouette(frame, points, RIM);
  const data = frame.data.slice();
  for (let i = 0; i < edge.length; i++) {
    const rim = 1 - smoothstep(0.75, 0.98, inner[i]!);
    const shine = smoothstep(bright, bright + 50, luma(data, i * 4));
    data[i * 4 + 3] = 255 * edge[i]! * (1 - rim * shine);
  }
  return { ...frame, data };
}

/** Colour distance from the wall at which a pixel begins to be a person, and is only that. */
const WALL_SIDE = 16;
const PERSON_SIDE = 38;

/** Head, neck and shoulders in widths of the face, from its middle: nothing of a person is outside it, … */
const OUTSIDE: readonly Point[] = [
  [0.3, -1.1],
  [0.6, -0.75],
  [0.64, -0.2],
  [0.62, 0.25],
  [0.5, 0.45],
  [0.48, 0.56],
  [0.75, 0.64],
  [1.1, 0.84],
  [1.32, 1.05],
  [1.45, 1.3],
  [1.6, 3],
];
/** … and nothing of the wall inside it. */
const INSIDE: readonly Point[] = [
  [0.3, -0.45],
  [0.42, -0.1],
  [0.4, 0.25],
  [0.32, 0.55],
  [0.36, 0.7],
  [0.62, 0.78],
  [0.95, 0.98],
  [1.12, 1.2],
  [1.18, 3],
];

async function beforeWall(frame: Picture, face: Landmarks): Promise<Picture> {
  const outside = await silhouette(frame, around(face, OUTSIDE), 6);
  const inside = await silhouette(frame, around(face, INSIDE), 6);
  const data = frame.data.slice();
  for (let y = 0; y < frame.height; y++) {
    const [left, right] = wallsAt(frame, outside, y);
    for (let i = y * frame.width; i < (y + 1) * frame.width; i++) {
      const unsure = outside[i]! > inside[i]!;
      const far = unsure
        ? Math.min(colourDistance(data, i * 4, left), colourDistance(data, i * 4, right))
        : 0;
      data[i * 4 + 3] = 255 * Math.max(inside[i]!, outside[i]! * smoothstep(WALL_SIDE, PERSON_SIDE, far));
    }
  }
  return { ...frame, data };
}

/** A half outline and its mirror image, laid on the face. */
function around(face: Landmarks, half: readonly Point[]): Point[] {
  const [left, right] = [face.at(234), face.at(454)];
  const middle: Point = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  const across: Point = [right[0] - left[0], right[1] - left[1]];
  const place = ([a, d]: Point): Point => [
    middle[0] + a * across[0] - d * across[1],
    middle[1] + a * across[1] + d * across[0],
  ];
  const mirrored = half.map(([a, d]): Point => [-a, d]).reverse();
  return [...half, ...mirrored].map(place);
}

type Colour = [red: number, green: number, blue: number];

/** Colours of the wall in a row: means of the pixels just outside the silhouette on its left and its right. */
function wallsAt({ width, data }: Picture, outside: Float32Array, y: number): [Colour, Colour] {
  let first = 0;
  while (first < width && outside[y * width + first]! < 0.02) first++;
  let last = width - 1;
  while (last > first && outside[y * width + last]! < 0.02) last--;
  return [mean(Math.max(0, first - 8)), mean(Math.min(width - 8, last + 1))];

  function mean(from: number): Colour {
    const sum: Colour = [0, 0, 0];
    for (let x = from; x < from + 8; x++) {
      for (const k of [0, 1, 2] as const) sum[k] += data[(y * width + x) * 4 + k]! / 8;
    }
    return sum;
  }
}

function colourDistance(data: Uint8ClampedArray, at: number, colour: Colour): number {
  return Math.hypot(data[at]! - colour[0], data[at + 1]! - colour[1], data[at + 2]! - colour[2]);
}
