#include "temperature.h"

extern const InfraredChip mlx90614, d6t1a;

namespace {

const InfraredChip *const kChips[] = {&mlx90614, &d6t1a};

const InfraredChip *chip = nullptr;

bool within(const Range &range, int32_t value) { return value >= range.least && value <= range.most; }

Error read(const InfraredChip &from, Temperatures &out) {
  Temperatures got;
  const Error error = from.read(got);
  if (error != kErrorNone) return error;
  if (!within(from.object, got.object_centi_c) || !within(from.ambient, got.ambient_centi_c)) return kErrorRange;
  out = got;
  return kErrorNone;
}

// A chip is known by an answer whose check is right: an acknowledged address alone may be noise.
bool is_answer(Error error) { return error == kErrorNone || error == kErrorFlag || error == kErrorRange; }

// Asks all of them, at each reading until one answers: a chip may need longer to start than this board. What an
// unknown chip failed with is told before a mere silence of the others.
Error find(Temperatures &out) {
  Error worst = kErrorNack;
  for (const InfraredChip *candidate : kChips) {
    const Error error = read(*candidate, out);
    if (is_answer(error)) {
      chip = candidate;
      return error;
    }
    if (error != kErrorNack) worst = error;
  }
  return worst;
}

}  // namespace

void temperature_begin() {
  Temperatures ignored;
  find(ignored);
}

const char *temperature_chip() { return chip ? chip->name : ""; }

Error temperature_read(Temperatures &out) { return chip ? read(*chip, out) : find(out); }

bool temperature_peek(int32_t &object_centi_c) { return chip && chip->peek(object_centi_c) == kErrorNone; }
