import type { AVRIOPort, CPU } from 'avr8js';
import type { Faults } from './faults.ts';
import type { View } from './scene.ts';

/** Pins on port D, as firmware/thermometer/config.h has them. */
const ECHO = 4;
const TRIGGER = 5;
const CYCLES_A_US = 16;
/** From the end of the trigger to the rise of the echo: eight periods of 40 kHz and the sensor's own time. */
const BURST_US = 450;
/** What the sensor holds when nothing comes back (HC-SR04 manual). */
const NO_ECHO_US = 38_000;
const US_A_MM = 2 / 0.343;

/** Answers the falling edge of the trigger with an echo pulse as long as sound takes there and back. */
export function attachHcsr04(cpu: CPU, port: AVRIOPort, faults: Faults, view: () => View): void {
  let triggered = false;
  port.addListener((value, old) => {
    const falling = old & ~value & (1 << TRIGGER);
    if (faults.ranger === 'echo_high') port.setPin(ECHO, true);
    if (!falling || triggered || faults.ranger === 'absent' || faults.ranger === 'echo_high') return;
    triggered = true;
    const width = faults.ranger === 'no_echo' ? NO_ECHO_US : Math.min(NO_ECHO_US, view().distance * US_A_MM);
    cpu.addClockEvent(() => port.setPin(ECHO, true), BURST_US * CYCLES_A_US);
    cpu.addClockEvent(
      () => {
        port.setPin(ECHO, false);
        triggered = false;
      },
      (BURST_US + width) * CYCLES_A_US,
    );
  });
}
