// Whether the sensor is in thermal equilibrium, without which its accuracy is not specified (MLX90614
// datasheet, rev 13, section 9): judged by how far its own temperature moved within a window.
#pragma once
#include <stdint.h>

class Warmup {
 public:
  // Takes each valid ambient reading with its time; returns true while the value must not be trusted.
  bool update(uint32_t now_ms, int32_t ambient_centi_c);

 private:
  bool started_ = false;
  bool drifting_ = false;
  uint32_t window_ms_ = 0;
  int32_t first_ = 0;
};
