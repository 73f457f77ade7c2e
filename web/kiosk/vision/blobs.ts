import { CELLS, COLUMNS, ROWS } from './luma-grid.ts';

/** A connected part of a grid's cells; `right` and `bottom` are the first ones outside. */
export interface Blob {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Cells that are so near to each other belong together: an outline has gaps. */
const REACH = 3;
/** Fewer cells are noise. */
const LEAST = 6;

const seen = new Uint8Array(CELLS);
const queue = new Int32Array(CELLS);

/** The connected parts of the cells that are set, noise left out. Not re-entrant: its buffers are reused. */
export function blobsIn(cells: Uint8Array): Blob[] {
  const blobs: Blob[] = [];
  seen.fill(0);
  for (let cell = 0; cell < CELLS; cell++) {
    if (!cells[cell] || seen[cell]) continue;
    const { blob, size } = blobFrom(cell, cells);
    if (size >= LEAST) blobs.push(blob);
  }
  return blobs;
}

function blobFrom(start: number, cells: Uint8Array): { blob: Blob; size: number } {
  const blob: Blob = { left: COLUMNS, top: ROWS, right: 0, bottom: 0 };
  let size = 0;
  queue[size++] = start;
  seen[start] = 1;
  for (let next = 0; next < size; next++) {
    const cell = queue[next]!;
    const column = cell % COLUMNS;
    const row = (cell - column) / COLUMNS;
    blob.left = Math.min(blob.left, column);
    blob.right = Math.max(blob.right, column + 1);
    blob.top = Math.min(blob.top, row);
    blob.bottom = Math.max(blob.bottom, row + 1);
    for (let y = Math.max(0, row - REACH); y <= Math.min(ROWS - 1, row + REACH); y++) {
      for (let x = Math.max(0, column - REACH); x <= Math.min(COLUMNS - 1, column + REACH); x++) {
        const other = y * COLUMNS + x;
        if (!cells[other] || seen[other]) continue;
        seen[other] = 1;
        queue[size++] = other;
      }
    }
  }
  return { blob, size };
}

/** Two parts as one. */
export function union(a: Blob, b: Blob): Blob {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
