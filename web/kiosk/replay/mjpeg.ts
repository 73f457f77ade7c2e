const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;

/**
 * Splits a Motion JPEG file, which is JPEG pictures one after the other, into views of its bytes. Inside of a
 * picture's data a marker's first byte is always followed by 0, so the two markers are never ambiguous there.
 */
export function splitMjpeg(bytes: Uint8Array): Uint8Array<ArrayBufferLike>[] {
  const pictures: Uint8Array[] = [];
  let start = -1;
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] !== MARKER) continue;
    if (bytes[i + 1] === START_OF_IMAGE && start < 0) start = i;
    if (bytes[i + 1] === END_OF_IMAGE && start >= 0) {
      pictures.push(bytes.subarray(start, i + 2));
      start = -1;
    }
  }
  return pictures;
}
