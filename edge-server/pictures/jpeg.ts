const [SOI, SOF0, SOF1, SOS, EOI] = [0xd8, 0xc0, 0xc1, 0xda, 0xd9];

/**
 * A JPEG as its standard has it, of one that cameras write: some phones put 0 where the last coefficient of a
 * sequential scan stands (it is always 63, ITU T.81 B.2.3), and small cameras leave out the mark of the end. Every
 * viewer shows such files. The pixels stay as they are, and what was cut off stays cut off: a decoder that takes no
 * warning still refuses it.
 *
 * @returns the same bytes where nothing is to be mended, or where it is not a JPEG
 */
export function standardJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return bytes;
  const ends = endsByMark(bytes);
  const scan = sequentialScan(bytes);
  if (ends && (scan === null || bytes[scan] === 63)) return bytes;
  const mended = new Uint8Array(bytes.length + (ends ? 0 : 2));
  mended.set(bytes);
  if (!ends) mended.set([0xff, EOI], bytes.length);
  if (scan !== null) mended[scan] = 63;
  return mended;
}

/** Padding after the end is common, and harmless. */
function endsByMark(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === EOI;
}

/** Where the first scan of a sequential picture says its last coefficient; null for a progressive one. */
function sequentialScan(bytes: Uint8Array): number | null {
  let at = 2;
  let sequential = false;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (marker === SOF0 || marker === SOF1) sequential = true;
    // Ss, Se, Ah and Al are a scan header's last three bytes.
    if (marker === SOS) return sequential && length >= 6 ? at + length : null;
    at += 2 + Math.max(2, length);
  }
  return null;
}
