import type { Box } from '../../pipeline/face.ts';
import { boxBlur, type Canvas, luma } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';
import { jpegLike } from './jpeg.ts';

/**
 * Light and camera faults, in the order in which they happen: light, lens, sensor, processing.
 *
 * @param finest when resolution is lost, how many pixels across are left
 */
export function cameraFaults(
  canvas: Canvas,
  random: Random,
  scratch: Float32Array,
  finest: readonly [number, number] = [20, 64],
): void {
  if (random.chance(0.8)) light(canvas, random);
  if (random.chance(0.15)) backlight(canvas, random);
  if (random.chance(0.3)) lowResolution(canvas, random.between(...finest), scratch);
  if (random.chance(0.2)) boxBlur(canvas, 1, 1, scratch);
  if (random.chance(0.12)) motionBlur(canvas, random, scratch);
  if (random.chance(0.5)) colourBalance(canvas, random);
  if (random.chance(0.45)) sensorNoise(canvas, random);
  if (random.chance(0.14)) jpegLike(canvas, random.between(0.02, 0.12));
  if (random.chance(0.14)) grey(canvas);
  const { rgb } = canvas;
  for (let i = 0; i < rgb.length; i++) rgb[i] = Math.max(0, Math.min(1, rgb[i]!));
}

const TONES = 1024;
/** The tone curve of the sample at hand: a power a pixel would cost more than all the rest. */
const CURVE = new Float32Array(TONES);

/** Exposure, gamma and contrast around the mean. */
function light({ rgb }: Canvas, random: Random): void {
  const gain = Math.exp(random.normal() * 0.2);
  const gamma = Math.exp(random.normal() * 0.18);
  const contrast = random.between(0.7, 1.25);
  let sum = 0;
  for (let i = 0; i < rgb.length; i++) sum += rgb[i]!;
  const mean = sum / rgb.length;
  for (let v = 0; v < TONES; v++) {
    const lit = (gain * (v / (TONES - 1))) ** gamma;
    CURVE[v] = Math.max(0, Math.min(1, mean + (lit - mean) * contrast));
  }
  for (let i = 0; i < rgb.length; i++) rgb[i] = CURVE[(Math.max(0, Math.min(1, rgb[i]!)) * (TONES - 1)) | 0]!;
}

/** A bright window behind a dark face, or light from one side. */
function backlight({ rgb, size, rows = size }: Canvas, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const strength = random.between(0.2, 0.75);
  const behind = random.chance(0.5);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < size; i++) {
      const x = (2 * i) / size - 1;
      const y = (2 * j) / rows - 1;
      const dark = behind ? 1 - Math.min(1, (x * x + y * y) ** 2) : (1 + x * dx + y * dy) / 2;
      const gain = 1 - strength * Math.max(0, Math.min(1, dark));
      const at = 3 * (j * size + i);
      for (let c = 0; c < 3; c++) rgb[at + c]! *= gain;
    }
  }
}

/** A face in the dark before a bright room: the gain falls towards the face and rises away from it. @param box the face */
export function againstLight({ rgb, size, rows = size }: Canvas, [x, y, w, h]: Box, random: Random): void {
  const [cx, cy, reach] = [x + w / 2, y + h / 2, random.between(0.9, 1.8) * w];
  const [dark, bright] = [random.between(0.12, 0.45), random.between(1, 1.8)];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < size; i++) {
      const away = Math.min(1, (Math.hypot(i - cx, j - cy) / reach) ** 3);
      const at = 3 * (j * size + i);
      for (let c = 0; c < 3; c++) rgb[at + c] = Math.min(1, rgb[at + c]! * (dark + (bright - dark) * away));
    }
  }
}

/** The face was far away: averaged down to so many pixels across and stretched again. */
function lowResolution(canvas: Canvas, across: number, scratch: Float32Array): void {
  const { rgb, size, rows = size } = canvas;
  const small = Math.round(across);
  const low = Math.round((small * rows) / size);
  boxBlur(canvas, Math.round((size / small - 1) / 2), Math.round((size / small - 1) / 2), scratch);
  const copy = Float32Array.from({ length: small * low * 3 }, (_, k) => {
    const c = k % 3;
    const i = Math.floor(k / 3) % small;
    const j = Math.floor(k / 3 / small);
    const x = Math.floor(((i + 0.5) * size) / small);
    const y = Math.floor(((j + 0.5) * rows) / low);
    return rgb[3 * (y * size + x) + c]!;
  });
  for (let j = 0; j < rows; j++) {
    const y = Math.max(0, Math.min(low - 1, ((j + 0.5) * low) / rows - 0.5));
    const y0 = Math.min(low - 2, Math.floor(y));
    for (let i = 0; i < size; i++) {
      const x = Math.max(0, Math.min(small - 1, ((i + 0.5) * small) / size - 0.5));
      const x0 = Math.min(small - 2, Math.floor(x));
      const [fx, fy] = [x - x0, y - y0];
      for (let c = 0; c < 3; c++) {
        const p = 3 * (y0 * small + x0) + c;
        const top = copy[p]! * (1 - fx) + copy[p + 3]! * fx;
        const bottom = copy[p + 3 * small]! * (1 - fx) + copy[p + 3 * small + 3]! * fx;
        rgb[3 * (j * size + i) + c] = top * (1 - fy) + bottom * fy;
      }
    }
  }
}

function motionBlur(canvas: Canvas, random: Random, scratch: Float32Array): void {
  const radius = 1 + random.below(4);
  if (random.chance(0.7)) boxBlur(canvas, radius, 0, scratch);
  else boxBlur(canvas, 0, radius, scratch);
}

/** White balance by a gain a channel, and saturation. */
function colourBalance(canvas: Canvas, random: Random): void {
  const gains = [0, 1, 2].map(() => Math.exp(random.normal() * 0.07));
  const saturation = random.between(0.5, 1.3);
  const { rgb } = canvas;
  for (let p = 0; p < rgb.length / 3; p++) {
    const grey = luma(canvas, p);
    for (let c = 0; c < 3; c++) rgb[3 * p + c] = gains[c]! * (grey + (rgb[3 * p + c]! - grey) * saturation);
  }
}

/** Noise of the sensor: more of it in the light channel than in colour. */
function sensorNoise({ rgb }: Canvas, random: Random): void {
  const common = random.next() ** 2 * 0.06;
  const each = random.between(0, 0.03);
  for (let p = 0; p < rgb.length; p += 3) {
    // The sum of three uniforms is near enough to a normal, and cheap.
    const grain = (random.next() + random.next() + random.next() - 1.5) * 2 * common;
    for (let c = 0; c < 3; c++) rgb[p + c]! += grain + (random.next() - 0.5) * 3.4 * each;
  }
}

function grey(canvas: Canvas): void {
  for (let p = 0; p < canvas.rgb.length / 3; p++) canvas.rgb.fill(luma(canvas, p), 3 * p, 3 * p + 3);
}
