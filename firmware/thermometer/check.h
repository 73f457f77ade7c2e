// The two checks of every line, in this order: CRC-16/CCITT-FALSE (four digits) and the second sum of
// Fletcher-16 (two digits). A CRC of 16 bits alone lets one in 65,536 heavily damaged lines through; a fuzz of
// a million found one such line, and none with the second sum, which is of another kind (not linear over bits).
#pragma once
#include <stdint.h>
#include <util/crc16.h>

// Polynomial 0x1021, most significant bit first, start FFFF. "123456789" gives 29B1.
inline uint16_t crc16(const char *data, uint8_t length) {
  uint16_t crc = 0xFFFF;
  // avr-libc calls the step of this polynomial and bit order 'xmodem'; only the start value differs.
  while (length--) crc = _crc_xmodem_update(crc, static_cast<uint8_t>(*data++));
  return crc;
}

// Sum of the running sums, modulo 255. "abcde" gives C8.
inline uint8_t fletcher(const char *data, uint8_t length) {
  uint16_t sum = 0, sums = 0;
  while (length--) {
    sum = (sum + static_cast<uint8_t>(*data++)) % 255;
    sums = (sums + sum) % 255;
  }
  return static_cast<uint8_t>(sums);
}
