/**
 * A camera frame as the camera delivers it: 8-bit luma, and chroma at half size in both directions.
 * I420 and NV12 differ only in how chroma lies in memory, so both are views with a stride and a step and
 * one sampler reads them. BT.601; `fullRange` tells whether luma uses 0 to 255 or 16 to 235.
 */
export interface Frame {
  width: number;
  height: number;
  y: Uint8Array;
  yStride: number;
  u: Uint8Array;
  v: Uint8Array;
  uvStride: number;
  /** Bytes from one chroma sample to the next: 1 in I420, 2 in NV12. */
  uvStep: 1 | 2;
  fullRange: boolean;
}

/** Bytes of one frame in either format; odd sizes round chroma up. */
export function frameBytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** A frame over tightly packed I420 bytes (y, then u, then v); nothing is copied. */
export function frameFromI420(data: Uint8Array, width: number, height: number, fullRange = false): Frame {
  checkSize(data, width, height);
  const chroma = Math.ceil(width / 2);
  const plane = chroma * Math.ceil(height / 2);
  const luma = width * height;
  return {
    width,
    height,
    y: data.subarray(0, luma),
    yStride: width,
    u: data.subarray(luma, luma + plane),
    v: data.subarray(luma + plane, luma + 2 * plane),
    uvStride: chroma,
    uvStep: 1,
    fullRange,
  };
}

/** A frame over tightly packed NV12 bytes (y, then u and v interleaved); nothing is copied. */
export function frameFromNv12(data: Uint8Array, width: number, height: number, fullRange = false): Frame {
  checkSize(data, width, height);
  const luma = width * height;
  return {
    width,
    height,
    y: data.subarray(0, luma),
    yStride: width,
    u: data.subarray(luma),
    v: data.subarray(luma + 1),
    uvStride: 2 * Math.ceil(width / 2),
    uvStep: 2,
    fullRange,
  };
}

/**
 * Converts RGBA to the I420 that a camera would deliver (BT.601, limited range, chroma averaged over 2×2),
 * so that pictures enter the same path as live frames.
 *
 * @param out reused when given; `frameBytes(width, height)` bytes
 */
export function frameFromRgba(
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  out: Uint8Array = new Uint8Array(frameBytes(width, height)),
): Frame {
  if (rgba.length !== width * height * 4) {
    throw new RangeError(`RGBA of ${width}×${height} has ${width * height * 4} bytes, not ${rgba.length}`);
  }
  const frame = frameFromI420(out, width, height);
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    frame.y[i] = 16.5 + 0.25679 * rgba[p]! + 0.50413 * rgba[p + 1]! + 0.09791 * rgba[p + 2]!;
  }
  for (let cy = 0; cy < height; cy += 2) {
    for (let cx = 0; cx < width; cx += 2) {
      const right = cx + 1 < width ? 4 : 0;
      const below = cy + 1 < height ? width * 4 : 0;
      const p = (cy * width + cx) * 4;
      const mean = (c: number) =>
        (rgba[p + c]! + rgba[p + right + c]! + rgba[p + below + c]! + rgba[p + right + below + c]!) / 4;
      const r = mean(0);
      const g = mean(1);
      const b = mean(2);
      const at = (cy >> 1) * frame.uvStride + (cx >> 1);
      frame.u[at] = 128.5 - 0.14822 * r - 0.29099 * g + 0.43922 * b;
      frame.v[at] = 128.5 + 0.43922 * r - 0.36779 * g - 0.07143 * b;
    }
  }
  return frame;
}

function checkSize(data: Uint8Array, width: number, height: number): void {
  if (!(width > 0 && height > 0) || data.length < frameBytes(width, height)) {
    throw new RangeError(
      `a ${width}×${height} frame needs ${frameBytes(width, height)} bytes, got ${data.length}`,
    );
  }
}
