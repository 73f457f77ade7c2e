// One line of the protocol, built in a fixed buffer: `$KF1,1,2,,0A*CHECK\r\n`. Fields are integers or short
// words; an empty field means 'no value'. CHECK is six digits over the bytes between `$` and `*`, see check.h.
#pragma once
#include <stdint.h>

// Status bits of a `KF1` frame.
enum Status : uint8_t {
  kStatusFailed = 0x01,      // this reading failed: `err` says how, the temperatures are empty
  kStatusNoEcho = 0x02,      // no distance
  kStatusSensorDown = 0x04,  // config::kSensorDownAfter failures in a row or more
  kStatusWarming = 0x08,     // just started, or the die temperature moves: do not trust the value yet
  kStatusOutOfRange = 0x10,  // outside what the sensor can measure
  kStatusRelayOn = 0x20,
  // 0x40 is the host's own
  kStatusDoorOpen = 0x80,  // the loop of the door's contact is open, see contact.h
};

// Error codes of a `KF1` frame.
enum Error : uint8_t {
  kErrorNone = 0,
  kErrorNack = 1,        // the sensor does not answer its address
  kErrorShort = 2,       // fewer bytes than asked for
  kErrorPec = 3,         // SMBus packet error code does not match
  kErrorBusTimeout = 4,  // a line is held low, or arbitration was lost
  kErrorFlag = 5,        // the sensor set the error bit of the value
  kErrorRange = 6,       // outside the sensor's range
};

class Frame {
 public:
  explicit Frame(const char *type);
  Frame &text(const char *characters);
  Frame &number(int32_t value);
  Frame &count(uint32_t value);
  Frame &hex(uint8_t value);
  Frame &empty();
  // Appends the check and sends. A frame that did not fit is dropped whole: half a frame is never sent.
  void send();

 private:
  // "$KF1,4294967295,4294967295,-27315,-27315,65535,FF,6,4294967295*FFFFFF\r\n" is 72 bytes.
  static constexpr uint8_t kCapacity = 96;
  void put(char c);
  void digits(uint32_t value);
  void hex_digits(uint16_t value, uint8_t count);

  char buffer_[kCapacity];
  uint8_t length_ = 0;
  bool overflow_ = false;
};
