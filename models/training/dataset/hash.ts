import { median } from '../../pipeline/median.ts';

/**
 * Perceptual hashes of a photo and of its mirror image, each 64 bits in two 32-bit halves.
 * dHash compares neighbours in a 9×8 thumbnail; pHash compares the 64 lowest frequencies of a 32×32 DCT with
 * their median (both after N. Krawetz, "Looks like it" and "Kind of like that", hackerfactor.com).
 */
export interface PhotoHash {
  dHash: Bits;
  pHash: Bits;
  mirroredDHash: Bits;
  mirroredPHash: Bits;
}

export type Bits = [number, number];

const SIDE = 32;
const COSINES = cosines();

/** @param grey 32×32 luma of the whole photo, stretched */
export function hashPhoto(grey: Uint8Array): PhotoHash {
  if (grey.length !== SIDE * SIDE) throw new RangeError(`expected 32×32 grey pixels, got ${grey.length}`);
  const mirrored = grey.map((_, i) => grey[i - (i % SIDE) + (SIDE - 1 - (i % SIDE))]!);
  return {
    dHash: differenceHash(grey),
    pHash: frequencyHash(grey),
    mirroredDHash: differenceHash(mirrored),
    mirroredPHash: frequencyHash(mirrored),
  };
}

/** How many of the 64 bits differ. */
export function distance(a: Bits, b: Bits): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function differenceHash(grey: Uint8Array): Bits {
  const bits: Bits = [0, 0];
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      const left = areaMean(grey, x, y);
      const right = areaMean(grey, x + 1, y);
      if (left < right) setBit(bits, y * 8 + x);
    }
  }
  return bits;
}

/** Mean of cell (x, y) when the 32×32 picture is cut into 9×8; borders share pixels by their area. */
function areaMean(grey: Uint8Array, x: number, y: number): number {
  const from = (x * SIDE) / 9;
  const to = ((x + 1) * SIDE) / 9;
  let sum = 0;
  for (let px = Math.floor(from); px < to; px++) {
    const share = Math.min(px + 1, to) - Math.max(px, from);
    for (let py = y * 4; py < y * 4 + 4; py++) sum += share * grey[py * SIDE + px]!;
  }
  return sum;
}

function frequencyHash(grey: Uint8Array): Bits {
  const rows = new Float64Array(SIDE * 8);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x]! * COSINES[u * SIDE + x]!;
      rows[y * 8 + u] = sum;
    }
  }
  const values = new Float64Array(64);
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * 8 + u]! * COSINES[v * SIDE + y]!;
      values[v * 8 + u] = sum;
    }
  }
  // The constant term says how bright the photo is, not what it shows.
  const middle = median([...values.slice(1)]);
  const bits: Bits = [0, 0];
  values.forEach((value, i) => {
    if (i > 0 && value > middle) setBit(bits, i);
  });
  return bits;
}

function setBit(bits: Bits, index: number): void {
  if (index < 32) bits[0] |= 1 << index;
  else bits[1] |= 1 << (index - 32);
}

function cosines(): Float64Array {
  const table = new Float64Array(8 * SIDE);
  for (let u = 0; u < 8; u++) {
    for (let x = 0; x < SIDE; x++) table[u * SIDE + x] = Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIDE));
  }
  return table;
}
