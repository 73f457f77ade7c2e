// Why the chip started, and how often since power came on. Bits as in MCUSR (ATmega328P datasheet, 15.9.1):
// 1 power-on, 2 reset line (a host that opened the port), 4 brown-out, 8 watchdog; 0 when the boot loader
// cleared the register before this firmware saw it, as older Optiboots do.
#pragma once
#include <stdint.h>

uint8_t reset_cause();

// Starts since power-on, this one included.
uint16_t boots();

// Must run once, first thing in setup().
void boots_begin();
