import sharp from 'sharp';

/** RGBA, 8 bits a channel, not premultiplied, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

export function emptyPicture(width: number, height: number): Picture {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

export function copyPicture({ width, height, data }: Picture): Picture {
  return { width, height, data: data.slice() };
}

/** Decodes a JPEG, PNG or SVG; an SVG can be given a size. */
export async function decodePicture(
  bytes: Uint8Array | string,
  size?: { width: number; height: number },
): Promise<Picture> {
  const image = sharp(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  if (size) image.resize({ ...size, fit: 'fill' });
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length),
  };
}

/** Encodes as baseline JPEG with 4:2:0 chroma, what a camera delivers and Chromium's fake device takes. */
export async function encodeJpeg({ width, height, data }: Picture, quality: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

/** 0 below `low`, 1 above `high`, a smooth step between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** Luma (BT.601) of the pixel that begins at byte `at`. */
export function luma(data: Uint8ClampedArray, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}

/** Blurs one plane in place by a box of `radius`, twice in each direction: close to a Gaussian. */
export function blurPlane(plane: Float32Array, width: number, height: number, radius: number): void {
  const line = new Float32Array(Math.max(width, height));
  const pass = (start: number, step: number, length: number) => {
    let sum = 0;
    const read = (i: number) => plane[start + step * Math.min(length - 1, Math.max(0, i))]!;
    for (let i = -radius; i <= radius; i++) sum += read(i);
    for (let i = 0; i < length; i++) {
      line[i] = sum / (2 * radius + 1);
      sum += read(i + radius + 1) - read(i - radius);
    }
    for (let i = 0; i < length; i++) plane[start + step * i] = line[i]!;
  };
  for (let twice = 0; twice < 2; twice++) {
    for (let y = 0; y < height; y++) pass(y * width, 1, width);
    for (let x = 0; x < width; x++) pass(x, width, height);
  }
}

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
