// HC-SR04 ultrasonic ranger. The echo is timed by a pin-change interrupt, so nothing waits for it.
#pragma once
#include <stdint.h>

void hcsr04_begin();
// Sends one ping; any earlier measurement is forgotten.
void hcsr04_start();
// Millimetres, 0 while the echo is awaited, -1 when it can't come or is out of 20 to 4000 mm.
int16_t hcsr04_poll();
