import type { Canvas } from '../common/canvas.ts';

const COSINES = Float32Array.from({ length: 64 }, (_, k) => {
  const u = k >> 3;
  return Math.cos(((2 * (k & 7) + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

/**
 * What strong JPEG does to a picture: each 8×8 block's DCT is rounded, higher frequencies more coarsely
 * (ITU-T T.81, annex A; a straight ramp instead of its quantisation table).
 *
 * @param step rounding of the lowest frequency, as a share of full scale
 */
export function jpegLike({ rgb, size, rows = size }: Canvas, step: number): void {
  const block = new Float32Array(64);
  const half = new Float32Array(64);
  for (let by = 0; by + 8 <= rows; by += 8) {
    for (let bx = 0; bx + 8 <= size; bx += 8) {
      for (let c = 0; c < 3; c++) {
        const at = (x: number, y: number) => 3 * ((by + y) * size + bx + x) + c;
        for (let k = 0; k < 64; k++) block[k] = rgb[at(k & 7, k >> 3)]!;
        multiply(block, half, false);
        multiply(half, block, false);
        for (let k = 0; k < 64; k++) {
          const quantum = step * (1 + ((k & 7) + (k >> 3)) * 0.9);
          block[k] = Math.round(block[k]! / quantum) * quantum;
        }
        multiply(block, half, true);
        multiply(half, block, true);
        for (let k = 0; k < 64; k++) rgb[at(k & 7, k >> 3)] = block[k]!;
      }
    }
  }
}

/** One direction of the DCT (or of its inverse) over rows, and a transposition, so that two make it whole. */
function multiply(from: Float32Array, to: Float32Array, inverse: boolean): void {
  for (let row = 0; row < 8; row++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let k = 0; k < 8; k++)
        sum += from[row * 8 + k]! * (inverse ? COSINES[k * 8 + u]! : COSINES[u * 8 + k]!);
      to[u * 8 + row] = sum;
    }
  }
}
