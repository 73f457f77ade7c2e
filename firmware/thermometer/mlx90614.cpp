// Melexis MLX90614 infrared thermometer over SMBus (datasheet rev 13). The emissivity cell in its EEPROM is never
// written (an interrupted write bricks the sensor): emissivity is corrected on the host.
#include "bus.h"
#include "temperature.h"

namespace {

constexpr uint8_t kAddress = 0x5A;
constexpr uint8_t kAmbient = 0x06;
constexpr uint8_t kObject = 0x07;

// 0.02 K a step.
int32_t centi_c(uint16_t raw) { return static_cast<int32_t>(raw) * 2 - 27315; }

// An SMBus 'read word' of the RAM. A bus that floats high reads FFFF FF: it is the PEC that tells it from
// 1037.55 °C.
Error read_cell(uint8_t cell, int32_t &out) {
  uint8_t data[3];  // low byte, high byte, PEC
  const Error error = bus_read_checked(kAddress, cell, data, sizeof data, Between::kRepeatedStart);
  if (error != kErrorNone) return error;
  const uint16_t raw = static_cast<uint16_t>(data[1]) << 8 | data[0];
  out = centi_c(raw);
  return raw & 0x8000 ? kErrorFlag : kErrorNone;
}

Error read(Temperatures &out) {
  const Error error = read_cell(kAmbient, out.ambient_centi_c);
  return error != kErrorNone ? error : read_cell(kObject, out.object_centi_c);
}

Error peek(int32_t &object_centi_c) { return read_cell(kObject, object_centi_c); }

}  // namespace

// Ranges: section 5.
extern const InfraredChip mlx90614;
const InfraredChip mlx90614 = {"mlx90614", {-7000, 38000}, {-4000, 12500}, read, peek};
