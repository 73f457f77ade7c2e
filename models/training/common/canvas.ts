/** A picture that augmentation works on: rows of RGB from 0 to 1. Crops are square, scenes are wider than high. */
export interface Canvas {
  /** Its width, and its height too unless `rows` says otherwise. */
  size: number;
  rows?: number;
  rgb: Float32Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

export function luma(canvas: Canvas, pixel: number): number {
  const { rgb } = canvas;
  return 0.299 * rgb[3 * pixel]! + 0.587 * rgb[3 * pixel + 1]! + 0.114 * rgb[3 * pixel + 2]!;
}

/** Mixes a colour into a pixel. @param alpha 0 leaves it, 1 replaces it */
export function blend(canvas: Canvas, pixel: number, colour: Colour, alpha: number): void {
  for (let c = 0; c < 3; c++) {
    const at = 3 * pixel + c;
    canvas.rgb[at]! += alpha * (colour[c]! - canvas.rgb[at]!);
  }
}

/** HSV, each 0 to 1, to RGB. */
export function fromHsv(hue: number, saturation: number, value: number): Colour {
  const part = (n: number) => {
    const k = (n + hue * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [part(5), part(3), part(1)];
}

/** Value noise, smooth from 0 to 1, with one random value a unit of x and y (after K. Perlin's hash lattice). */
export function smoothNoise(x: number, y: number, seed: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const fx = smooth(x - xi);
  const fy = smooth(y - yi);
  const top = lattice(xi, yi, seed) * (1 - fx) + lattice(xi + 1, yi, seed) * fx;
  const bottom = lattice(xi, yi + 1, seed) * (1 - fx) + lattice(xi + 1, yi + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 0x9e3779b9);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/**
 * Separable box blur, in place. @param across @param down radius in pixels in either direction
 * @param scratch one line's worth of floats
 */
export function boxBlur(canvas: Canvas, across: number, down: number, scratch: Float32Array): void {
  const { rgb, size, rows = size } = canvas;
  const row = size * 3;
  if (across > 0) blurLines(rgb, { lines: rows, length: size, step: 3, line: row }, across, scratch);
  if (down > 0) blurLines(rgb, { lines: size, length: rows, step: row, line: 3 }, down, scratch);
}

function blurLines(
  rgb: Float32Array,
  { lines, length, step, line }: { lines: number; length: number; step: number; line: number },
  radius: number,
  scratch: Float32Array,
): void {
  const share = 1 / (2 * radius + 1);
  for (let l = 0; l < lines; l++) {
    for (let c = 0; c < 3; c++) {
      const start = l * line + c;
      const at = (i: number) => rgb[start + Math.max(0, Math.min(length - 1, i)) * step]!;
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        scratch[i] = sum * share;
        sum += at(i + radius + 1) - at(i - radius);
      }
      for (let i = 0; i < length; i++) rgb[start + i * step] = scratch[i]!;
    }
  }
}

/** Swaps left and right, in place. */
export function mirror({ rgb, size, rows = size }: Canvas): void {
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < size >> 1; i++) {
      for (let c = 0; c < 3; c++) {
        const a = 3 * (j * size + i) + c;
        const b = 3 * (j * size + size - 1 - i) + c;
        [rgb[a], rgb[b]] = [rgb[b]!, rgb[a]!];
      }
    }
  }
}
