#include "warmup.h"

#include "config.h"

bool Warmup::update(uint32_t now_ms, int32_t ambient_centi_c) {
  if (!started_) {
    started_ = true;
    window_ms_ = now_ms;
    first_ = ambient_centi_c;
  }
  const int32_t moved = ambient_centi_c > first_ ? ambient_centi_c - first_ : first_ - ambient_centi_c;
  // Drift shows at once; that it has ended is known only after a quiet window.
  if (moved > config::kWarmDriftCentiC) drifting_ = true;
  if (now_ms - window_ms_ >= config::kWarmWindowMs) {
    drifting_ = moved > config::kWarmDriftCentiC;
    window_ms_ = now_ms;
    first_ = ambient_centi_c;
  }
  return drifting_ || now_ms < config::kWarmMinMs;
}
