const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected) over ASCII text; "123456789" gives 29B1. */
export function crc16(text: string): number {
  let crc = 0xffff;
  for (let i = 0; i < text.length; i++) {
    crc = ((crc << 8) ^ TABLE[((crc >> 8) ^ text.charCodeAt(i)) & 0xff]!) & 0xffff;
  }
  return crc;
}

/** The second sum of Fletcher-16: sum of the running sums, modulo 255. "abcde" gives C8. */
export function fletcher(text: string): number {
  let sum = 0;
  let sums = 0;
  for (let i = 0; i < text.length; i++) {
    sum = (sum + text.charCodeAt(i)) % 255;
    sums = (sums + sum) % 255;
  }
  return sums;
}

/** The check of a line as the protocol writes it: CRC, then Fletcher sum, in six upper-case digits. */
export function checkDigits(text: string): string {
  return (crc16(text) * 256 + fletcher(text)).toString(16).toUpperCase().padStart(6, '0');
}
