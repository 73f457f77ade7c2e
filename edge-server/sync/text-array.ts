const TEXT_OID = 25;
const HEAD_BYTES = 20;

/** Texts as Postgres' binary form of `text[]` (array_recv): whoever sends it has nothing to quote. */
export function textArray(texts: readonly (Uint8Array | string)[]): Buffer {
  const parts = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : text));
  const array = Buffer.allocUnsafe(
    parts.reduce((bytes, { byteLength }) => bytes + 4 + byteLength, HEAD_BYTES),
  );
  // Dimensions, whether there are nulls, type of the elements, their number, index of the first.
  [1, 0, TEXT_OID, parts.length, 1].forEach((value, place) => void array.writeInt32BE(value, place * 4));
  let at = HEAD_BYTES;
  for (const part of parts) {
    at = array.writeInt32BE(part.byteLength, at);
    array.set(part, at);
    at += part.byteLength;
  }
  return array;
}
