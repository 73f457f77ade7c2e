// The I2C bus with every wait bounded. On a 5 V Uno with a 3 V sensor the pull-ups are 3.3 V ones on the
// board; the microcontroller's own, which Wire switches on, are kept off.
#pragma once
#include <stdint.h>

#include "frame.h"

void bus_begin();

// Frees a slave that holds SDA low (it was cut off in mid byte): nine clocks, a STOP, and a fresh start.
void bus_recover();

// Writes `reg` and reads `count` bytes with a repeated start, as SMBus 'read word' wants it.
Error bus_read(uint8_t address, uint8_t reg, uint8_t *data, uint8_t count);

Error bus_write(uint8_t address, uint8_t reg, uint8_t value);
