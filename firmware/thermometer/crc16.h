// CRC-16/CCITT-FALSE: polynomial 0x1021, most significant bit first, start FFFF. "123456789" gives 29B1.
#pragma once
#include <stdint.h>
#include <util/crc16.h>

inline uint16_t crc16(const char *data, uint8_t length) {
  uint16_t crc = 0xFFFF;
  // avr-libc calls the step of this polynomial and bit order 'xmodem'; only the start value differs.
  while (length--) crc = _crc_xmodem_update(crc, static_cast<uint8_t>(*data++));
  return crc;
}
