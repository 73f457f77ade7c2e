// What an installer may change: pins, polarity, periods and limits. Units are in the names.
#pragma once
#include <stdint.h>

#define KF99_PROTOCOL 3
#define KF99_NAME "kf99"
#define KF99_VERSION "1.3.0"
// The Makefile passes the first eight digits of the hash of the sources, so that a running board says which
// hex it carries; a build from the Arduino IDE has none.
#ifndef KF99_SOURCES
#define KF99_SOURCES "ide"
#endif

namespace config {

constexpr uint32_t kBaud = 115200;

// Five readings a second at the most: reading an MLX90614 without a pause disturbs the narrow-view types
// (Melexis application note on self heating), and the host needs no more.
constexpr uint16_t kPeriodMs = 200;

// Half-way between two readings the object cell alone is looked at; a change of this much brings the next
// reading forward, so that a visitor who steps up waits for 100 ms at the most, not 200. That makes 15 words a
// second on the bus instead of 10, 1.7 % of its time; an early reading never follows an early one, so there
// are at most 6.7 readings a second, and 5 while the scene is still.
constexpr uint16_t kPeekMs = 100;
constexpr int16_t kPeekChangeCentiC = 100;

// SMBus allows 10 to 100 kHz; 50 kHz leaves margin for a metre of cable.
constexpr uint32_t kBusHz = 50000;
constexpr uint32_t kBusTimeoutUs = 5000;

// Uno pins. SDA is A4, SCL is A5. Relay, buzzer and LED are plain digital outputs.
constexpr uint8_t kEchoPin = 4;     // PD4, PCINT20: the driver uses its pin-change interrupt
constexpr uint8_t kTriggerPin = 5;
constexpr uint8_t kBuzzerPin = 6;
constexpr uint8_t kRelayPin = 7;
constexpr uint8_t kLedPin = 8;
constexpr uint8_t kContactPin = 9;  // PB1, with the Uno's own pull-up
// Most opto-coupled relay boards switch on a low input: set this to false for those.
constexpr bool kRelayActiveHigh = true;

// The longest pulse that a command may ask for. The relay is cut by a timer interrupt in this firmware, so a
// lost command, a dead host or a hung main loop can't hold a door open.
constexpr uint16_t kRelayMaxMs = 5000;
constexpr uint16_t kBuzzerMaxMs = 2000;
constexpr uint16_t kLedMaxMs = 10000;

// The door's contact has to stay as it is for so long before it is believed.
constexpr uint8_t kContactMs = 50;

// An MLX90614 has data 0.25 s after power-on (datasheet, rev 13, 8.4.8); twice that after any reset.
constexpr uint16_t kWarmMinMs = 500;
// Accuracy holds in thermal equilibrium only: the die may move this much in one window, else 'warming'.
constexpr uint16_t kWarmWindowMs = 8000;
constexpr int16_t kWarmDriftCentiC = 30;

// Failed readings in a row until the sensor counts as down; the bus is set up anew at each multiple.
constexpr uint8_t kSensorDownAfter = 10;

// An HC-SR04 raises its echo 0.5 ms after the trigger: a pin that stays low is not connected. Its echo takes
// 23.3 ms for 4 m, a VL53L0X 33 ms; then the frame goes out without.
constexpr uint16_t kEchoRiseUs = 5000;
constexpr uint16_t kEchoMaxUs = 24000;
constexpr uint8_t kDistanceTimeoutMs = 60;

}  // namespace config
