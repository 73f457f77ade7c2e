#include "command.h"

#include <Arduino.h>
#include <string.h>

#include "config.h"
#include "check.h"
#include "frame.h"
#include "outputs.h"
#include "reset_cause.h"
#include "temperature.h"

namespace {

constexpr uint8_t kLineMax = 40;  // "KFC,65535,CLOSE,65535*FFFFFF" is 28
char line[kLineMax + 1];
uint8_t length = 0;
bool collecting = false;

// Digits only, at most 65535; false otherwise. `end` must follow the last digit.
bool parse_number(const char *text, char end, uint16_t &value) {
  uint32_t sum = 0;
  if (*text == end) return false;
  for (; *text != end; text++) {
    if (*text < '0' || *text > '9') return false;
    sum = sum * 10 + static_cast<uint8_t>(*text - '0');
    if (sum > 65535) return false;
  }
  value = static_cast<uint16_t>(sum);
  return true;
}

int8_t hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Cuts `*CHECK` off the line; false when it is missing or wrong.
bool take_check() {
  constexpr uint8_t kDigits = 6;
  if (length <= kDigits || line[length - kDigits - 1] != '*') return false;
  uint32_t given = 0;
  for (uint8_t i = length - kDigits; i < length; i++) {
    const int8_t digit = hex_digit(line[i]);
    if (digit < 0) return false;
    given = given << 4 | static_cast<uint8_t>(digit);
  }
  length -= kDigits + 1;
  line[length] = '\0';
  return given == (static_cast<uint32_t>(crc16(line, length)) << 8 | fletcher(line, length));
}

Answer pulse(Output output, uint16_t ms) {
  // Refused, not shortened: the host must know that it did not get what it asked for.
  if (ms == 0 || ms > output_max_ms(output)) return Answer::kOutOfRange;
  return output_pulse(output, ms) ? Answer::kDone : Answer::kBusy;
}

Answer run(const char *name, uint16_t argument) {
  if (strcmp(name, "OPEN") == 0) return pulse(Output::kRelay, argument);
  if (strcmp(name, "BEEP") == 0) return pulse(Output::kBuzzer, argument);
  if (strcmp(name, "LED") == 0) return pulse(Output::kLed, argument);
  if (strcmp(name, "CLOSE") == 0) {
    output_off(Output::kRelay);
    return Answer::kDone;
  }
  if (strcmp(name, "HELLO") == 0) {
    send_boot();
    return Answer::kDone;
  }
  return Answer::kUnknown;
}

// `KFC,id,NAME,argument`
void execute() {
  if (!take_check() || strncmp(line, "KFC,", 4) != 0) return;
  char *id_text = line + 4;
  char *name = strchr(id_text, ',');
  if (!name) return;
  char *argument_text = strchr(name + 1, ',');
  if (!argument_text) return;
  uint16_t id, argument;
  if (!parse_number(id_text, ',', id) || !parse_number(argument_text + 1, '\0', argument)) return;
  *argument_text = '\0';
  const Answer answer = run(name + 1, argument);
  Frame("KFA").count(id).count(static_cast<uint8_t>(answer)).count(argument).send();
}

}  // namespace

void command_poll() {
  // At most what the UART's buffer can hold, so that a flood can't keep the loop from the watchdog.
  for (uint8_t budget = 64; budget && Serial.available(); budget--) {
    const char c = static_cast<char>(Serial.read());
    if (c == '$') {  // also inside a line: the rest of the one before was lost
      collecting = true;
      length = 0;
    } else if (!collecting) {
      continue;
    } else if (c == '\r' || c == '\n') {
      collecting = false;
      execute();
    } else if (length == kLineMax) {
      collecting = false;
    } else {
      line[length++] = c;
    }
  }
}

void send_boot() {
  Frame("KFB")
      .count(KF99_PROTOCOL)
      .text(KF99_NAME)
      .text(KF99_VERSION "-" KF99_SOURCES)
      .hex(reset_cause())
      .count(boots())
      .count(config::kPeriodMs)
      .text(temperature_chip())
      .send();
}
