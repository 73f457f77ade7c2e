// Commands of the host: `$KFC,id,NAME,argument*CHECK\r\n` with the same check as the frames. Each one that
// arrives whole is answered with `$KFA,id,code,argument`. One whose check is wrong is not answered, because its
// id can't be trusted; the host then reports 'unknown' and never repeats it.
//
//   OPEN ms     pulse the door relay          CLOSE 0   switch it off now
//   BEEP ms     pulse the buzzer              LED ms    light the LED
//   HELLO 0     send the boot frame again (a host that opened the port without resetting the board)
#pragma once

enum class Answer : unsigned char { kDone = 0, kUnknown = 1, kOutOfRange = 2, kBusy = 3 };

// Takes what the UART has received; returns at once.
void command_poll();

// Sends the `KFB` boot frame, whose last field names the infrared chip, or is empty until one has answered.
void send_boot();
