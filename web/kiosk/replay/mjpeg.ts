const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Splits a Motion JPEG file, which is JPEG pictures one after the other and nothing between, into views of its
 * bytes. Segments are stepped over by their length, so that a thumbnail in one does not confuse.
 *
 * @throws Error when the file is not such a file or its last picture is cut off
 */
export function splitMjpeg(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = endOfPicture(bytes, start);
    pictures.push(bytes.subarray(start, end));
    start = end;
  }
  return pictures;
}

function endOfPicture(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== MARKER || bytes[start + 1] !== START_OF_IMAGE) {
    throw new Error(`not a JPEG at byte ${start}: make the recording again`);
  }
  let at = start + 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1]!;
    at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (marker === START_OF_SCAN) return endOfScan(bytes, at);
  }
  throw new Error('the last JPEG is cut off: make the recording again');
}

/** In entropy-coded data 0xFF is always followed by 0, so the next end marker is the picture's. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(MARKER, from); at >= 0; at = bytes.indexOf(MARKER, at + 1)) {
    if (bytes[at + 1] === END_OF_IMAGE) return at + 2;
  }
  throw new Error('the last JPEG is cut off: make the recording again');
}
