// Omron D6T-1A-02 thermal sensor (user's manual A284): command 4Ch gives its own and the object's temperature in
// tenths of a degree, section 6.4, table 3. Written from the manual and run on a simulated chip only.
#include "bus.h"
#include "temperature.h"

namespace {

constexpr uint8_t kAddress = 0x0A;
constexpr uint8_t kMeasured = 0x4C;

int32_t centi_c(uint16_t raw) { return static_cast<int32_t>(static_cast<int16_t>(raw)) * 10; }

Error read(Temperatures &out) {
  uint8_t data[5];  // own temperature, object; low bytes first; PEC
  // Command and answer are two messages here, so that the PEC begins at the read address: a D6T-1A that was read
  // like this gave 0F 01 F8 00 with PEC DA. With a repeated start the manual (section 6.5) has it begin at the
  // write address.
  const Error error = bus_read_checked(kAddress, kMeasured, data, sizeof data, Between::kStop);
  if (error != kErrorNone) return error;
  const uint16_t own = static_cast<uint16_t>(data[1]) << 8 | data[0];
  const uint16_t object = static_cast<uint16_t>(data[3]) << 8 | data[2];
  // It answers FFFF after a time-out of its own (section 6.7), which as a number is -0.1 °C.
  if (own == 0xFFFF && object == 0xFFFF) return kErrorFlag;
  out.ambient_centi_c = centi_c(own);
  out.object_centi_c = centi_c(object);
  return kErrorNone;
}

Error peek(int32_t &object_centi_c) {
  Temperatures both;
  const Error error = read(both);
  object_centi_c = both.object_centi_c;
  return error;
}

}  // namespace

// Ranges: datasheet, 'Functions', column D6T-1A-02.
extern const InfraredChip d6t1a;
const InfraredChip d6t1a = {"d6t1a", {-4000, 8000}, {-4000, 8000}, read, peek};
