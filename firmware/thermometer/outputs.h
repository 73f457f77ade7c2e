// Door relay, buzzer and LED. Each is on for a bounded time only and is switched off by the interrupt of
// timer 2, whatever the main loop does; a hang of the whole chip ends in the watchdog reset, which lets all
// pins go. So the relay is off at the latest after its pulse, or 1 s (watchdog) after a hang.
#pragma once
#include <stdint.h>

enum class Output : uint8_t { kRelay = 0, kBuzzer = 1, kLed = 2 };

void outputs_begin();

// The longest pulse of an output in ms.
uint16_t output_max_ms(Output output);

// Switches on for `ms`, which the caller has checked against output_max_ms(). False when it is already on: a
// second pulse never lengthens the first.
bool output_pulse(Output output, uint16_t ms);

// Switches off at once.
void output_off(Output output);

bool output_is_on(Output output);
