/** One file of a tar archive (POSIX ustar), padded to whole blocks of 512 bytes. Names are plain and short. */
export function tarFile(name: string, bytes: Uint8Array, modified: Date): Uint8Array {
  const padded = new Uint8Array(512 + Math.ceil(bytes.length / 512) * 512);
  const put = (text: string, at: number) => padded.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  put(name, 0);
  put(octal(0o600, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(bytes.length, 11), 124);
  put(octal(Math.floor(modified.getTime() / 1000), 11), 136);
  // The sum is taken with spaces in its own place.
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = padded.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  padded.set(bytes, 512);
  return padded;
}

/** What an archive ends with: two empty blocks. */
export const TAR_END = new Uint8Array(1024);
