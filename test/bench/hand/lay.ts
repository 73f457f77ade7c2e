import { blend, type Canvas, type Colour } from '../../../models/training/common/canvas.ts';
import type { Random } from '../../../models/training/common/random.ts';
import { fromFace, type Landmarks } from '../../../models/training/drawing/landmarks.ts';
import { skinColour } from '../../../models/training/drawing/mask.ts';
import { Cast } from '../../harness/cast.ts';
import type { Picture } from '../../harness/image/picture.ts';
import { loadFrames } from '../../harness/record.ts';

/**
 * A photographed hand before the mouth: that of the recordings, which no training draws. Hands that training draws
 * itself flatter: a model that called none of them mask called half of these so.
 */
export interface PhotographedHand {
  picture: Picture;
  /** Mean colour of its skin, 0 to 1. */
  skin: Colour;
}

/** In the hand's picture: between its fingers, and how wide the face was that it was filmed with. Pixels. */
const FINGERS = [136, 238] as const;
const SOURCE_FACE = 112;
/** The hand of a face has its brightness within these factors, and its tint within these of the face's. */
const LIGHT = [0.5, 1.8] as const;
const TINT = [0.83, 1.2] as const;
/** A face whose colours are nearer to each other than this is on a grey photo. */
const GREY = 0.02;
/** Looks into a pixel in either direction: the hand is photographed larger than most crops. */
const TAPS = 2;

/** Cuts the hand out of its clip, which a Chromium decodes the first time. */
export async function photographedHand(): Promise<PhotographedHand> {
  const picture = await new Cast(await loadFrames(['hand'])).hand();
  const sum = [0, 0, 0];
  let weight = 0;
  for (let i = 0; i < picture.data.length; i += 4) {
    weight += picture.data[i + 3]!;
    for (let c = 0; c < 3; c++) sum[c]! += (picture.data[i + c]! / 255) * picture.data[i + 3]!;
  }
  return { picture, skin: [sum[0]! / weight, sum[1]! / weight, sum[2]! / weight] };
}

/** Lays it over mouth and nose, either hand, turned by up to 30 degrees, in the light and nearly the tone of the face. */
export function layHand(
  canvas: Canvas,
  face: Landmarks,
  { picture, skin }: PhotographedHand,
  random: Random,
): void {
  const own = skinColour(canvas, face);
  const grey = Math.max(...own) - Math.min(...own) < GREY;
  const ratio = lumaOf(own) / lumaOf(skin);
  const light = clamp(ratio * random.between(0.85, 1.1), LIGHT);
  const gain = own.map((c, k) => light * clamp(c / skin[k]! / ratio, TINT));
  const [left, right] = [fromFace(face, face.jaw[0]!), fromFace(face, face.jaw.at(-1)!)];
  const width = Math.max(Math.hypot(right[0] - left[0], right[1] - left[1]), 0.9 * face.unit);
  const scale = SOURCE_FACE / (width * random.between(0.9, 1.25));
  const [x0, y0] = fromFace(face, [
    face.mouth[0] + 0.06 * random.normal(),
    face.mouth[1] - 0.08 + 0.06 * random.normal(),
  ]);
  const turn = Math.atan2(face.right[1], face.right[0]) + random.between(-0.5, 0.5);
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const flip = random.chance(0.5) ? -1 : 1;
  for (let pixel = 0; pixel < canvas.size ** 2; pixel++) {
    const sum = [0, 0, 0];
    let opacity = 0;
    for (let tap = 0; tap < TAPS * TAPS; tap++) {
      const dx = (pixel % canvas.size) + ((tap % TAPS) + 0.5) / TAPS - x0;
      const dy = Math.floor(pixel / canvas.size) + (Math.floor(tap / TAPS) + 0.5) / TAPS - y0;
      const x = Math.round(FINGERS[0] + flip * (cos * dx + sin * dy));
      const y = Math.round(FINGERS[1] + cos * dy - sin * dx);
      if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
      const at = 4 * (y * picture.width + x);
      const alpha = picture.data[at + 3]! / 255;
      const seen = [0, 1, 2].map((c) => picture.data[at + c]! / 255) as unknown as Colour;
      const bright = lumaOf(seen) * light;
      for (let c = 0; c < 3; c++) sum[c]! += alpha * Math.min(1, grey ? bright : seen[c]! * gain[c]!);
      opacity += alpha;
    }
    if (opacity === 0) continue;
    const colour = sum.map((c) => c / opacity) as unknown as Colour;
    blend(canvas, pixel, colour, opacity / (TAPS * TAPS));
  }
}

function lumaOf([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(low, Math.min(high, value));
}
