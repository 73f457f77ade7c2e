import type { Frame } from '../../../models/pipeline/frame.ts';

/** Cells of a grid, in the camera's own orientation. */
export const COLUMNS = 64;
export const ROWS = 48;
export const CELLS = COLUMNS * ROWS;

/** Pixels of a cell that are read, along each side: the noise of a cell is a quarter of a pixel's. */
const TAPS = 4;
/** Added to luma before the logarithm, so that noise in the dark counts for less. */
const DARK = 12;

/**
 * The frame's brightness, coarse and logarithmic: a light that grows or falls adds the same to neighbours, whatever they
 * show, so that their differences stay.
 *
 * @param out `CELLS` values, filled row by row: natural logarithm of the mean luma of each cell
 */
export function lumaGrid({ y, yStride, width, height }: Frame, out: Float32Array): void {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      let sum = 0;
      for (let j = 0; j < TAPS; j++) {
        const line = Math.floor(((row + (j + 0.5) / TAPS) * height) / ROWS) * yStride;
        for (let i = 0; i < TAPS; i++)
          sum += y[line + Math.floor(((column + (i + 0.5) / TAPS) * width) / COLUMNS)]!;
      }
      out[row * COLUMNS + column] = Math.log(sum / TAPS ** 2 + DARK);
    }
  }
}

/**
 * How much the structure of two grids differs, cell by cell: the larger of the changes towards the right and the lower
 * neighbour. What a light does to all of a region alike is none.
 */
export function structureChange(a: Float32Array, b: Float32Array, out: Float32Array): void {
  for (let row = 0, cell = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++, cell++) {
      const here = a[cell]! - b[cell]!;
      const right = column + 1 < COLUMNS ? Math.abs(a[cell + 1]! - b[cell + 1]! - here) : 0;
      const below = row + 1 < ROWS ? Math.abs(a[cell + COLUMNS]! - b[cell + COLUMNS]! - here) : 0;
      out[cell] = Math.max(right, below);
    }
  }
}
