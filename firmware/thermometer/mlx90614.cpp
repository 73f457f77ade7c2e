#include "mlx90614.h"

#include <util/crc16.h>

#include "bus.h"

namespace {

constexpr uint8_t kAddress = 0x5A;
constexpr uint8_t kAmbient = 0x06;
constexpr uint8_t kObject = 0x07;

// Ranges of the datasheet, rev 13, section 5, in hundredths of a degree Celsius.
constexpr int32_t kAmbientMin = -4000, kAmbientMax = 12500;
constexpr int32_t kObjectMin = -7000, kObjectMax = 38000;

// SMBus packet error code: CRC-8, polynomial 07h, start 0, over the whole message with both address bytes.
// Datasheet example: B4 07 B5 D2 3A gives 30.
uint8_t pec(uint8_t reg, uint8_t low, uint8_t high) {
  uint8_t crc = _crc8_ccitt_update(0, kAddress << 1);
  crc = _crc8_ccitt_update(crc, reg);
  crc = _crc8_ccitt_update(crc, (kAddress << 1) | 1);
  crc = _crc8_ccitt_update(crc, low);
  return _crc8_ccitt_update(crc, high);
}

Error read_word(uint8_t reg, uint16_t &raw) {
  uint8_t data[3];  // low byte, high byte, PEC
  const Error error = bus_read(kAddress, reg, data, sizeof data);
  if (error != kErrorNone) return error;
  // A bus that floats high reads FFFF FF: it is the PEC that tells it from 1037.55 °C.
  if (pec(reg, data[0], data[1]) != data[2]) return kErrorPec;
  raw = static_cast<uint16_t>(data[1]) << 8 | data[0];
  return raw & 0x8000 ? kErrorFlag : kErrorNone;
}

// 0.02 K a step.
int32_t centi_c(uint16_t raw) { return static_cast<int32_t>(raw) * 2 - 27315; }

}  // namespace

Error mlx90614_read(Temperatures &out) {
  uint16_t ambient_raw, object_raw;
  Error error = read_word(kAmbient, ambient_raw);
  if (error != kErrorNone) return error;
  error = read_word(kObject, object_raw);
  if (error != kErrorNone) return error;

  const int32_t ambient = centi_c(ambient_raw);
  const int32_t object = centi_c(object_raw);
  if (ambient < kAmbientMin || ambient > kAmbientMax || object < kObjectMin || object > kObjectMax) {
    return kErrorRange;
  }
  out.ambient_centi_c = ambient;
  out.object_centi_c = object;
  return kErrorNone;
}

bool mlx90614_peek(int32_t &object_centi_c) {
  uint16_t raw;
  if (read_word(kObject, raw) != kErrorNone) return false;
  object_centi_c = centi_c(raw);
  return true;
}
