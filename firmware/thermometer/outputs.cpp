#include "outputs.h"

#include <Arduino.h>
#include <util/atomic.h>

#include "config.h"

namespace {

struct Channel {
  uint8_t pin;
  bool active_high;
  uint16_t max_ms;
};

constexpr Channel kChannels[] = {
    {config::kRelayPin, config::kRelayActiveHigh, config::kRelayMaxMs},
    {config::kBuzzerPin, true, config::kBuzzerMaxMs},
    {config::kLedPin, true, config::kLedMaxMs},
};
constexpr uint8_t kCount = sizeof kChannels / sizeof kChannels[0];

volatile uint16_t left_ms[kCount];

void drive(uint8_t index, bool on) {
  digitalWrite(kChannels[index].pin, on == kChannels[index].active_high ? HIGH : LOW);
}

// Timer 2 in CTC mode: 16 MHz / 64 / 250 is one interrupt a millisecond, only while something is on.
void timer_on() {
  TCCR2A = _BV(WGM21);
  OCR2A = F_CPU / 64 / 1000 - 1;
  if (!(TIMSK2 & _BV(OCIE2A))) TCNT2 = 0;
  TIMSK2 = _BV(OCIE2A);
  TCCR2B = _BV(CS22);
}

void timer_off() {
  TCCR2B = 0;
  TIMSK2 = 0;
}

}  // namespace

ISR(TIMER2_COMPA_vect) {
  bool any = false;
  for (uint8_t i = 0; i < kCount; i++) {
    if (left_ms[i] == 0) continue;
    if (--left_ms[i] == 0) {
      drive(i, false);
    } else {
      any = true;
    }
  }
  if (!any) timer_off();
}

void outputs_begin() {
  timer_off();  // the core starts every timer for analogWrite()
  for (uint8_t i = 0; i < kCount; i++) {
    // The level first, then the direction: the relay must not twitch at start.
    drive(i, false);
    pinMode(kChannels[i].pin, OUTPUT);
  }
}

uint16_t output_max_ms(Output output) { return kChannels[static_cast<uint8_t>(output)].max_ms; }

bool output_pulse(Output output, uint16_t ms) {
  const uint8_t i = static_cast<uint8_t>(output);
  if (ms > kChannels[i].max_ms) ms = kChannels[i].max_ms;  // the last line of defence
  bool started = false;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (ms > 0 && left_ms[i] == 0) {
      left_ms[i] = ms;
      drive(i, true);
      timer_on();
      started = true;
    }
  }
  return started;
}

void output_off(Output output) {
  const uint8_t i = static_cast<uint8_t>(output);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    left_ms[i] = 0;
    drive(i, false);
  }
}

bool output_is_on(Output output) {
  bool on;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { on = left_ms[static_cast<uint8_t>(output)] > 0; }
  return on;
}
