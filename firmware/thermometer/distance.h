// The distance to the visitor by whichever ranger is fitted: a VL53L0X when one answers at start, else the
// HC-SR04. A board with neither sends frames without a distance.
#pragma once
#include <stdint.h>

void distance_begin();
void distance_start();
// Millimetres, 0 while it measures, -1 when there is none.
int16_t distance_poll();
