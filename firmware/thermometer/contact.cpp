#include "contact.h"

#include <Arduino.h>

#include "config.h"

namespace {

bool open = false;
bool seen = false;
uint32_t since_ms = 0;

bool pin_is_open() { return digitalRead(config::kContactPin) == HIGH; }

}  // namespace

void contact_begin() {
  pinMode(config::kContactPin, INPUT_PULLUP);
  open = seen = pin_is_open();
}

void contact_poll(uint32_t now_ms) {
  const bool now = pin_is_open();
  if (now != seen) {
    seen = now;
    since_ms = now_ms;
  }
  // A switch bounces, and a door that is slammed does for longer.
  if (seen != open && now_ms - since_ms >= config::kContactMs) open = seen;
}

bool contact_is_open() { return open; }
