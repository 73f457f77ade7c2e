/**
 * Motion JPEG as Chromium's fake camera takes it: JPEG pictures one after the other, nothing between.
 */

/** Splits a file into its JPEGs. Markers are followed, so that thumbnails or 0xFFD8 in a segment don't confuse. */
export function splitMjpeg(bytes: Buffer): Buffer[] {
  const pictures: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = endOfPicture(bytes, start);
    pictures.push(bytes.subarray(start, end));
    start = end;
  }
  return pictures;
}

function endOfPicture(bytes: Buffer, start: number): number {
  if (bytes[start] !== 0xff || bytes[start + 1] !== 0xd8) {
    throw new Error(`Not a JPEG at byte ${start}: make the recording again.`);
  }
  let at = start + 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1]!;
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker !== 0xda) continue;
    // Entropy-coded data: 0xFF is always followed by 0 there, so the next FFD9 is the end.
    const end = bytes.indexOf(END_OF_IMAGE, at);
    if (end >= 0) return end + 2;
    break;
  }
  throw new Error('The last JPEG is cut off: make the recording again.');
}

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
