import { brotliDecompressSync } from 'node:zlib';

/** Tags that a WOFF2 directory names by number, as far as fonts of ours have them (W3C WOFF2, section 4.1). */
const CMAP = 0;
const ARBITRARY = 63;
const GLYF = 10;
const LOCA = 11;

/** The code points that a WOFF2 font has a glyph for, from its `cmap` in format 4 or 12. */
export function codePointsOf(font: Buffer): Set<number> {
  const table = cmapOf(font);
  const points = new Set<number>();
  for (let i = 0; i < table.readUInt16BE(2); i++) {
    const at = table.readUInt32BE(4 + 8 * i + 4);
    const format = table.readUInt16BE(at);
    if (format === 4) format4(table.subarray(at), points);
    if (format === 12) format12(table.subarray(at), points);
  }
  return points;
}

/** Walks the table directory, whose lengths are packed, to where `cmap` lies in the decompressed data. */
function cmapOf(font: Buffer): Buffer {
  if (font.toString('latin1', 0, 4) !== 'wOF2') throw new Error('not a WOFF2 font');
  let at = 48;
  const base128 = () => {
    for (let value = 0, n = 0; n < 5; n++) {
      const byte = font[at++]!;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new Error('a length of more than 5 bytes');
  };
  let offset = 0;
  let found: [start: number, length: number] | null = null;
  for (let n = font.readUInt16BE(12); n > 0; n--) {
    const flags = font[at++]!;
    const tag = flags & 63;
    if (tag === ARBITRARY) at += 4;
    const length = base128();
    // glyf and loca are transformed unless their version is 3, all others only when it is not 0.
    const version = flags >> 6;
    const transformed = tag === GLYF || tag === LOCA ? version !== 3 : version !== 0;
    const stored = transformed ? base128() : length;
    if (tag === CMAP) found = [offset, length];
    offset += stored;
  }
  if (!found) throw new Error('the font has no cmap');
  const data = brotliDecompressSync(font.subarray(at, at + font.readUInt32BE(20)));
  return data.subarray(found[0], found[0] + found[1]);
}

function format4(table: Buffer, into: Set<number>): void {
  const segments = table.readUInt16BE(6) / 2;
  for (let i = 0; i < segments; i++) {
    const end = table.readUInt16BE(14 + 2 * i);
    const start = table.readUInt16BE(16 + 2 * (segments + i));
    if (start === 0xffff) continue;
    for (let point = start; point <= end; point++) into.add(point);
  }
}

function format12(table: Buffer, into: Set<number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i++) {
    const start = table.readUInt32BE(16 + 12 * i);
    const end = table.readUInt32BE(20 + 12 * i);
    for (let point = start; point <= end; point++) into.add(point);
  }
}
