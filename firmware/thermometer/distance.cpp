#include "distance.h"

#include "hcsr04.h"
#include "vl53l0x.h"

namespace {
bool laser = false;
}

void distance_begin() {
  laser = vl53l0x_begin();
  if (!laser) hcsr04_begin();
}

void distance_start() { laser ? vl53l0x_start() : hcsr04_start(); }

int16_t distance_poll() { return laser ? vl53l0x_poll() : hcsr04_poll(); }
