// The temperature of what stands before the board, by whichever infrared chip is fitted: the first one of the list
// in temperature.cpp that gives a whole answer. A chip is one file, which defines its InfraredChip.
#pragma once
#include <stdint.h>

#include "frame.h"

struct Temperatures {
  // Hundredths of a degree Celsius; 38000 is possible, so 16 bits are too few.
  int32_t object_centi_c;
  int32_t ambient_centi_c;
};

// Hundredths of a degree Celsius, both included.
struct Range {
  int32_t least, most;
};

struct InfraredChip {
  // What the boot frame calls it: the name of its file in edge-server/thermometer/sensors, at most 16 of a-z, 0-9.
  const char *name;
  // What it can measure, by its datasheet.
  Range object, ambient;
  // Reads both temperatures; `out` counts only when kErrorNone is returned. The ranges are checked by the caller.
  Error (*read)(Temperatures &out);
  // The object alone, as cheaply as the chip can.
  Error (*peek)(int32_t &object_centi_c);
};

// Looks for the chip once; bounded by the bus time-outs.
void temperature_begin();

// The name of the chip, empty until one has answered. It does not change after that.
const char *temperature_chip();

// Reads the chip, or looks for one while none has answered yet. `out` is written only when kErrorNone is returned.
Error temperature_read(Temperatures &out);

// The object alone, for a look whether anything changed. False when there is no value to be trusted.
bool temperature_peek(int32_t &object_centi_c);
