// KF99 thermometer: reads an infrared chip and a ranger five times a second, sooner after a change, sends each
// reading as a frame with a CRC, tells of the door's contact, and switches the door relay on command. README.md has the wiring, frame.h and
// command.h the protocol.
#include <Arduino.h>
#include <Wire.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "bus.h"
#include "command.h"
#include "config.h"
#include "contact.h"
#include "distance.h"
#include "frame.h"
#include "outputs.h"
#include "reset_cause.h"
#include "temperature.h"
#include "warmup.h"

namespace {

Warmup warmup;
bool warming = true;
uint32_t sequence = 0;
uint32_t error_count = 0;
uint8_t errors_in_a_row = 0;

// The chip that the last boot frame named.
const char *told_chip = "";

uint32_t cycle_ms = 0;
bool measuring = false;
// Whether this cycle may still look for a change: once, and not in one that a change brought forward.
bool may_peek = false;
Temperatures temperatures;
Error error = kErrorNone;

void tell_start() {
  told_chip = temperature_chip();
  send_boot();
}

// Begins a cycle: the ranger first, because it takes its time while the bus is read.
void begin_reading(uint32_t now_ms) {
  cycle_ms = now_ms;
  distance_start();
  error = temperature_read(temperatures);
  // One that was not there at the start: the host has to know whose readings follow.
  if (temperature_chip() != told_chip) tell_start();
  if (error == kErrorNone) {
    errors_in_a_row = 0;
    warming = warmup.update(now_ms, temperatures.ambient_centi_c);
  } else {
    error_count++;
    if (errors_in_a_row < 0xFF) errors_in_a_row++;
    if (errors_in_a_row % config::kSensorDownAfter == 0) bus_recover();
  }
  measuring = true;
}

// Half-way between two readings: whether what the sensor sees has changed since the last one.
bool changed() {
  int32_t object;
  if (error != kErrorNone || !temperature_peek(object)) return false;
  const int32_t moved = object - temperatures.object_centi_c;
  return moved > config::kPeekChangeCentiC || moved < -config::kPeekChangeCentiC;
}

void send_reading(int16_t distance_mm) {
  uint8_t status = 0;
  if (error != kErrorNone) status |= kStatusFailed;
  if (error == kErrorRange) status |= kStatusOutOfRange;
  if (errors_in_a_row >= config::kSensorDownAfter) status |= kStatusSensorDown;
  if (distance_mm <= 0) status |= kStatusNoEcho;
  if (warming) status |= kStatusWarming;
  if (output_is_on(Output::kRelay)) status |= kStatusRelayOn;
  if (contact_is_open()) status |= kStatusDoorOpen;

  Frame frame("KF1");
  frame.count(sequence++).count(cycle_ms);
  if (error == kErrorNone) {
    frame.number(temperatures.object_centi_c).number(temperatures.ambient_centi_c);
  } else {
    frame.empty().empty();
  }
  if (distance_mm > 0) {
    frame.number(distance_mm);
  } else {
    frame.empty();
  }
  frame.hex(status).count(error).count(error_count).send();
  measuring = false;
}

}  // namespace

void setup() {
  outputs_begin();
  boots_begin();
  contact_begin();
  TCCR1B = 0;  // timer 1 is not used here: let it sleep
  wdt_enable(WDTO_1S);
  Serial.begin(config::kBaud);
  bus_recover();
  temperature_begin();
  distance_begin();
  tell_start();
  set_sleep_mode(SLEEP_MODE_IDLE);
}

void loop() {
  wdt_reset();
  command_poll();

  const uint32_t now_ms = millis();
  contact_poll(now_ms);
  if (measuring) {
    const int16_t distance_mm = distance_poll();
    const bool late = now_ms - cycle_ms >= config::kDistanceTimeoutMs;
    if (distance_mm != 0 || late) send_reading(distance_mm);
  } else if (sequence == 0 || now_ms - cycle_ms >= config::kPeriodMs) {
    may_peek = true;
    begin_reading(now_ms);
  } else if (may_peek && now_ms - cycle_ms >= config::kPeekMs) {
    may_peek = false;
    if (changed()) begin_reading(now_ms);
  }
  // Any interrupt wakes the chip: the millisecond timer, the UART or the echo.
  sleep_mode();
}
