// ST VL53L0X laser ranger, in single shots with the sensor's power-on settings. ST's calibration and tuning
// table are left out: what is asked of it here is 'is somebody near', not millimetres.
#pragma once
#include <stdint.h>

// Looks for the sensor and prepares it; false when it is not there. Bounded by the bus time-outs.
bool vl53l0x_begin();
void vl53l0x_start();
// Millimetres, 0 while it measures, -1 when the result is not valid or the sensor does not answer.
int16_t vl53l0x_poll();
