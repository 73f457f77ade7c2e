#include "reset_cause.h"

#include <avr/io.h>
#include <avr/wdt.h>

namespace {

// .noinit survives every reset but the loss of power; after that it holds noise, which the check reveals.
struct Kept {
  uint16_t boots;
  uint16_t check;
};
Kept kept __attribute__((section(".noinit")));
uint8_t saved_cause __attribute__((section(".noinit")));

constexpr uint16_t kCheck = 0x4B46;

}  // namespace

// Before main: after a watchdog reset the watchdog runs on with 16 ms and would bite during start-up.
extern "C" void save_reset_cause() __attribute__((naked, used, section(".init3")));
extern "C" void save_reset_cause() {
  saved_cause = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

void boots_begin() {
  const bool lost_power = saved_cause & _BV(PORF);
  if (lost_power || kept.check != (kept.boots ^ kCheck)) kept.boots = 0;
  if (kept.boots < 0xFFFF) kept.boots++;
  kept.check = kept.boots ^ kCheck;
}

uint8_t reset_cause() { return saved_cause & 0x0F; }

uint16_t boots() { return kept.boots; }
