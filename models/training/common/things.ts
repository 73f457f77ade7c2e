/** Photographed things to hold before a face: RGBA of `THING_SIDE`² bytes each, one after the other. */
export interface Things {
  count: number;
  pixels: SharedArrayBuffer;
}

export const THING_SIDE = 64;
