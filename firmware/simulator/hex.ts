/** Flash of an ATmega328P in bytes. */
const FLASH_BYTES = 0x8000;

/**
 * Reads an Intel HEX file of at most 32 kB into program words.
 *
 * @throws Error on a malformed record, a wrong checksum, a missing end record or an address beyond the flash.
 */
export function parseHex(text: string): Uint16Array {
  const flash = new Uint8Array(FLASH_BYTES);
  let ended = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || ended) continue;
    const record = /^:((?:[0-9a-f]{2}){5,})$/i.exec(line)?.[1];
    if (!record) throw new Error(`Line ${index + 1} is not an Intel HEX record`);
    const bytes = Buffer.from(record, 'hex');
    if (bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) {
      throw new Error(`Line ${index + 1} has a wrong checksum`);
    }
    const [count = 0, high = 0, low = 0, type = 0] = bytes;
    if (bytes.length !== count + 5) throw new Error(`Line ${index + 1} has a wrong length`);
    if (type === 1) ended = true;
    if (type !== 0) continue;
    const address = high * 256 + low;
    if (address + count > FLASH_BYTES) throw new Error(`Line ${index + 1} lies beyond the flash`);
    flash.set(bytes.subarray(4, 4 + count), address);
  }
  if (!ended) throw new Error('The file has no end record: it was cut off');
  return new Uint16Array(flash.buffer);
}
