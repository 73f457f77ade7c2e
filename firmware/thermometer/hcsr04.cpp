#include "hcsr04.h"

#include <Arduino.h>
#include <util/atomic.h>

#include "config.h"

namespace {

static_assert(config::kEchoPin < 8, "the echo must be on port D (Arduino pins 0 to 7): see PCINT2_vect");
constexpr uint8_t kEchoMask = 1 << config::kEchoPin;

enum class Phase : uint8_t { kIdle, kAwaitRise, kAwaitFall, kDone };
volatile Phase phase = Phase::kIdle;
uint32_t start_us;
volatile uint32_t edge_us;
volatile uint32_t width_us;

}  // namespace

ISR(PCINT2_vect) {
  const uint32_t now = micros();
  const bool high = PIND & kEchoMask;
  if (phase == Phase::kAwaitRise && high) {
    edge_us = now;
    phase = Phase::kAwaitFall;
  } else if (phase == Phase::kAwaitFall && !high) {
    width_us = now - edge_us;
    phase = Phase::kDone;
    PCMSK2 &= ~kEchoMask;
  }
}

void hcsr04_begin() {
  pinMode(config::kTriggerPin, OUTPUT);
  digitalWrite(config::kTriggerPin, LOW);
  pinMode(config::kEchoPin, INPUT);
  PCICR |= _BV(PCIE2);
}

void hcsr04_start() {
  PCMSK2 &= ~kEchoMask;
  // An echo line that is already high belongs to an older ping (some clones wait 200 ms) or to a fault.
  if (PIND & kEchoMask) {
    phase = Phase::kIdle;
    return;
  }
  phase = Phase::kAwaitRise;
  PCIFR = _BV(PCIF2);
  PCMSK2 |= kEchoMask;
  digitalWrite(config::kTriggerPin, HIGH);
  delayMicroseconds(10);
  digitalWrite(config::kTriggerPin, LOW);
  start_us = micros();
}

int16_t hcsr04_poll() {
  Phase now;
  uint32_t rise, width;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    now = phase;
    rise = edge_us;
    width = width_us;
  }
  switch (now) {
    case Phase::kIdle:
      return -1;
    case Phase::kAwaitRise:
      return micros() - start_us > config::kEchoRiseUs ? -1 : 0;
    case Phase::kAwaitFall:
      // Nothing in reach: the pulse goes on for 38 ms, and its end is not worth waiting for.
      return micros() - rise > config::kEchoMaxUs ? -1 : 0;
    case Phase::kDone:
      break;
  }
  if (width > config::kEchoMaxUs) return -1;
  // There and back at 343 m/s (20 °C); 1 % off at 26 °C, which presence can bear.
  const uint32_t mm = width * 343 / 2000;
  return mm < 20 || mm > 4000 ? -1 : static_cast<int16_t>(mm);
}
