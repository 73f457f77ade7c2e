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

/** As the protocol writes it: four upper-case digits. */
export function crcDigits(text: string): string {
  return crc16(text).toString(16).toUpperCase().padStart(4, '0');
}
