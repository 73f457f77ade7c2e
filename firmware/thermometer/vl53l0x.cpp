#include "vl53l0x.h"

#include <Arduino.h>

#include "bus.h"

namespace {

constexpr uint8_t kAddress = 0x29;

// Registers named in ST's API (STSW-IMG005) and user manual UM2039.
constexpr uint8_t kSysRangeStart = 0x00;
constexpr uint8_t kInterruptConfig = 0x0A;
constexpr uint8_t kInterruptClear = 0x0B;
constexpr uint8_t kInterruptStatus = 0x13;
constexpr uint8_t kRangeStatus = 0x14;
constexpr uint8_t kPadVoltage = 0x89;
constexpr uint8_t kModelId = 0xC0;

constexpr uint8_t kModelVl53l0x = 0xEE;
constexpr uint8_t kNewSampleReady = 0x04;
// Bits 6 to 3 of the range status; 11 is 'range complete, valid'.
constexpr uint8_t kRangeValid = 11;

// A poll costs 1 ms of bus time: not more often than this.
constexpr uint8_t kPollMs = 5;

uint8_t stop_variable;
bool failed;
uint32_t polled_ms;

uint8_t read(uint8_t reg) {
  uint8_t value = 0;
  if (bus_read(kAddress, reg, &value, 1) != kErrorNone) failed = true;
  return value;
}

void write(uint8_t reg, uint8_t value) {
  if (bus_write(kAddress, reg, value) != kErrorNone) failed = true;
}

// ST's API brackets the 'stop variable' (register 91h of a hidden page) like this, before and after.
void open_page() {
  write(0x80, 0x01);
  write(0xFF, 0x01);
  write(0x00, 0x00);
}
void close_page() {
  write(0x00, 0x01);
  write(0xFF, 0x00);
  write(0x80, 0x00);
}

}  // namespace

bool vl53l0x_begin() {
  failed = false;
  if (read(kModelId) != kModelVl53l0x || failed) return false;
  write(kPadVoltage, read(kPadVoltage) | 0x01);  // 2.8 V I/O, as on every breakout board
  open_page();
  stop_variable = read(0x91);
  close_page();
  write(kInterruptConfig, kNewSampleReady);
  write(kInterruptClear, 0x01);
  return !failed;
}

void vl53l0x_start() {
  failed = false;
  polled_ms = millis();
  open_page();
  write(0x91, stop_variable);
  close_page();
  write(kSysRangeStart, 0x01);
}

int16_t vl53l0x_poll() {
  if (failed) return -1;
  if (millis() - polled_ms < kPollMs) return 0;
  polled_ms = millis();
  const bool ready = read(kInterruptStatus) & 0x07;
  if (failed) return -1;
  if (!ready) return 0;

  // From the status: 0 status, 10 and 11 distance in mm, most significant byte first.
  uint8_t result[12];
  if (bus_read(kAddress, kRangeStatus, result, sizeof result) != kErrorNone) return -1;
  write(kInterruptClear, 0x01);
  const uint16_t mm = static_cast<uint16_t>(result[10]) << 8 | result[11];
  const bool valid = ((result[0] >> 3) & 0x0F) == kRangeValid;
  return !valid || mm < 20 || mm > 2000 ? -1 : static_cast<int16_t>(mm);
}
