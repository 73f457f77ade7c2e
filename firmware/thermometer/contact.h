// The door's contact: a loop from D9 to GND that the closed door closes. An open loop, a cut wire and no contact at all
// read the same, open; whether one is fitted is a setting of the host.
#pragma once
#include <stdint.h>

void contact_begin();

// Looks at the pin; call it in each turn of the loop.
void contact_poll(uint32_t now_ms);

// Whether the loop is open, once it has been so, or closed, for config::kContactMs.
bool contact_is_open();
