#include "frame.h"

#include <Arduino.h>

#include "check.h"

Frame::Frame(const char *type) {
  put('$');
  while (*type) put(*type++);
}

Frame &Frame::text(const char *characters) {
  put(',');
  while (*characters) put(*characters++);
  return *this;
}

Frame &Frame::number(int32_t value) {
  put(',');
  if (value < 0) put('-');
  // Negated as unsigned, so that the smallest value does not overflow.
  digits(value < 0 ? 0u - static_cast<uint32_t>(value) : static_cast<uint32_t>(value));
  return *this;
}

Frame &Frame::count(uint32_t value) {
  put(',');
  digits(value);
  return *this;
}

Frame &Frame::hex(uint8_t value) {
  put(',');
  hex_digits(value, 2);
  return *this;
}

Frame &Frame::empty() {
  put(',');
  return *this;
}

void Frame::send() {
  const char *body = buffer_ + 1;
  const uint8_t count = length_ - 1;
  put('*');
  hex_digits(crc16(body, count), 4);
  hex_digits(fletcher(body, count), 2);
  put('\r');
  put('\n');
  if (!overflow_) Serial.write(reinterpret_cast<const uint8_t *>(buffer_), length_);
}

void Frame::put(char c) {
  if (length_ < kCapacity) {
    buffer_[length_++] = c;
  } else {
    overflow_ = true;
  }
}

void Frame::digits(uint32_t value) {
  char reversed[10];
  uint8_t n = 0;
  do {
    reversed[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value);
  while (n) put(reversed[--n]);
}

void Frame::hex_digits(uint16_t value, uint8_t count) {
  while (count--) {
    const uint8_t nibble = (value >> (4 * count)) & 0x0F;
    put(static_cast<char>(nibble < 10 ? '0' + nibble : 'A' + nibble - 10));
  }
}
