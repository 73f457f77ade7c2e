#include "bus.h"

#include <Arduino.h>
#include <Wire.h>
#include <util/crc16.h>

#include "config.h"

namespace {

void pullups_off() {
  digitalWrite(SDA, LOW);
  digitalWrite(SCL, LOW);
}

// Return codes of Wire.endTransmission(): 2 and 3 are NACKs, 5 is its time-out, the rest a bus error.
Error from_wire(uint8_t code) {
  switch (code) {
    case 0:
      return kErrorNone;
    case 2:
    case 3:
      return kErrorNack;
    default:
      return kErrorBusTimeout;
  }
}

// Wire's recovery from a time-out sets the bus up anew and so switches the pull-ups on again.
bool timed_out() {
  if (!Wire.getWireTimeoutFlag()) return false;
  Wire.clearWireTimeoutFlag();
  pullups_off();
  return true;
}

// Open drain by hand: low is driven, high is let go.
void line(uint8_t pin, bool high) {
  if (high) {
    pinMode(pin, INPUT);
  } else {
    digitalWrite(pin, LOW);
    pinMode(pin, OUTPUT);
  }
  delayMicroseconds(10);
}

}  // namespace

void bus_begin() {
  Wire.begin();
  Wire.setClock(config::kBusHz);
  Wire.setWireTimeout(config::kBusTimeoutUs, true);
  pullups_off();
}

void bus_recover() {
  Wire.end();
  line(SDA, true);
  for (uint8_t i = 0; i < 9 && digitalRead(SDA) == LOW; i++) {
    line(SCL, false);
    line(SCL, true);
  }
  // STOP: SDA rises while SCL is high.
  line(SCL, false);
  line(SDA, false);
  line(SCL, true);
  line(SDA, true);
  bus_begin();
}

Error bus_read(uint8_t address, uint8_t reg, uint8_t *data, uint8_t count, Between between) {
  Wire.beginTransmission(address);
  Wire.write(reg);
  const uint8_t code = Wire.endTransmission(between == Between::kStop);
  if (timed_out()) return kErrorBusTimeout;
  if (code != 0) return from_wire(code);

  const uint8_t got = Wire.requestFrom(address, count, static_cast<uint8_t>(true));
  if (timed_out()) return kErrorBusTimeout;
  if (got != count) return kErrorShort;
  while (count--) *data++ = static_cast<uint8_t>(Wire.read());
  return kErrorNone;
}

Error bus_read_checked(uint8_t address, uint8_t reg, uint8_t *data, uint8_t count, Between between) {
  const Error error = bus_read(address, reg, data, count, between);
  if (error != kErrorNone) return error;
  uint8_t crc = 0;
  if (between == Between::kRepeatedStart) {
    crc = _crc8_ccitt_update(crc, address << 1);
    crc = _crc8_ccitt_update(crc, reg);
  }
  crc = _crc8_ccitt_update(crc, (address << 1) | 1);
  while (--count) crc = _crc8_ccitt_update(crc, *data++);
  return crc == *data ? kErrorNone : kErrorPec;
}

Error bus_write(uint8_t address, uint8_t reg, uint8_t value) {
  Wire.beginTransmission(address);
  Wire.write(reg);
  Wire.write(value);
  const uint8_t code = Wire.endTransmission(true);
  if (timed_out()) return kErrorBusTimeout;
  return from_wire(code);
}
