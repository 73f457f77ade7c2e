// Melexis MLX90614 infrared thermometer over SMBus. The emissivity cell in its EEPROM is never written (an
// interrupted write bricks the sensor): emissivity is corrected on the host.
#pragma once
#include <stdint.h>

#include "frame.h"

struct Temperatures {
  // Hundredths of a degree Celsius; 38219 is the largest, so 16 bits are too few.
  int32_t object_centi_c;
  int32_t ambient_centi_c;
};

// Reads ambient (RAM 06h) and object 1 (RAM 07h). `out` is written only when kErrorNone is returned.
Error mlx90614_read(Temperatures &out);

// Object 1 alone, for a look whether anything changed. False when there is no value to be trusted.
bool mlx90614_peek(int32_t &object_centi_c);
