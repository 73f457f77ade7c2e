import type { Picture } from './image/picture.ts';

/**
 * Every frame carries its scenario's number and its own, as a row of blocks along the top left edge:
 * one white and one black block (levels differ between scenarios: the reader compares with these two), 6 bits
 * of scenario, 11 bits of frame, 5 bits of checksum; the most significant bit first. Blocks are 8 × 8 pixels
 * and lie on the JPEG's own grid, so that compression can't smear one into the next.
 */
export interface FrameNumber {
  /** 0 to 63. */
  readonly scenario: number;
  /** 0 to 2047. */
  readonly frame: number;
}

const BLOCK = 8;
const SCENARIO_BITS = 6;
const FRAME_BITS = 11;
const CHECK_BITS = 5;
const BITS = SCENARIO_BITS + FRAME_BITS + CHECK_BITS;

/** Contrast (grey levels) under which the two reference blocks are not believed. */
const LEAST_CONTRAST = 16;

/** Writes the number into the picture; `white` is the brighter level (dark scenarios take a low one). */
export function writeFrameNumber(picture: Picture, number: FrameNumber, white = 235): void {
  const bits = toBits(number);
  bits.forEach((bit, i) => {
    fillBlock(picture, i, bit ? white : 16);
  });
}

/** Reads the number of a frame; undefined when the blocks are missing or their checksum is wrong. */
export function readFrameNumber(picture: Picture): FrameNumber | undefined {
  const [white, black, ...levels] = Array.from({ length: BITS + 2 }, (_, i) => meanOfBlock(picture, i));
  if (white === undefined || black === undefined || white - black < LEAST_CONTRAST) return undefined;
  const value = levels.reduce((sum, level) => sum * 2 + (level > (white + black) / 2 ? 1 : 0), 0);
  const payload = Math.floor(value / 2 ** CHECK_BITS);
  if (checksum(payload) !== value % 2 ** CHECK_BITS) return undefined;
  return { scenario: payload >> FRAME_BITS, frame: payload % 2 ** FRAME_BITS };
}

function toBits({ scenario, frame }: FrameNumber): boolean[] {
  if (!fits(scenario, SCENARIO_BITS) || !fits(frame, FRAME_BITS)) {
    throw new RangeError(`Frame number out of range: scenario ${scenario}, frame ${frame}.`);
  }
  const payload = scenario * 2 ** FRAME_BITS + frame;
  const value = payload * 2 ** CHECK_BITS + checksum(payload);
  return [true, false, ...Array.from({ length: BITS }, (_, i) => ((value >> (BITS - 1 - i)) & 1) === 1)];
}

const fits = (value: number, bits: number) => Number.isInteger(value) && value >= 0 && value < 2 ** bits;

/** Remainder modulo 31, never 31 (all white) and, by the offset, never all black for payload 0. */
function checksum(payload: number): number {
  return (payload * 7 + 13) % 31;
}

function fillBlock({ width, data }: Picture, index: number, level: number): void {
  for (let y = 0; y < BLOCK; y++) {
    const start = (y * width + index * BLOCK) * 4;
    for (let i = start; i < start + BLOCK * 4; i += 4) data.fill(level, i, i + 3);
  }
}

/** Mean green of the inner quarter of a block: its edges may be resampled. */
function meanOfBlock({ width, data }: Picture, index: number): number {
  let sum = 0;
  for (let y = 2; y < 6; y++) {
    for (let x = 2; x < 6; x++) sum += data[(y * width + index * BLOCK + x) * 4 + 1]!;
  }
  return sum / 16;
}
