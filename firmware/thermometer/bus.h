// The I2C bus with every wait bounded. On a 5 V Uno with a 3 V sensor the pull-ups are 3.3 V ones on the
// board; the microcontroller's own, which Wire switches on, are kept off.
#pragma once
#include <stdint.h>

#include "frame.h"

void bus_begin();

// Frees a slave that holds SDA low (it was cut off in mid byte): nine clocks, a STOP, and a fresh start.
void bus_recover();

// What stands between a written register and the reading of it.
enum class Between : uint8_t { kRepeatedStart, kStop };

// Writes `reg` and reads `count` bytes.
Error bus_read(uint8_t address, uint8_t reg, uint8_t *data, uint8_t count,
               Between between = Between::kRepeatedStart);

// The same, and compares the last byte with the packet error code of SMBus 2.0, section 5.4: CRC-8, polynomial 07h,
// start 0, over all bytes from the START on, addresses included. After a STOP the message begins at the read
// address. B4 07 B5 D2 3A gives 30 (MLX90614 datasheet).
Error bus_read_checked(uint8_t address, uint8_t reg, uint8_t *data, uint8_t count, Between between);

Error bus_write(uint8_t address, uint8_t reg, uint8_t value);
