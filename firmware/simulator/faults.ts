/** How the simulated sensor fails; `none` works. */
export type SensorFault =
  | 'none'
  /** Does not answer its address: broken wire, no power. */
  | 'nack'
  /** A wrong packet error code: noise on the bus. */
  | 'pec'
  /** The error flag of the value is set, with a right PEC; a chip that has none works on. */
  | 'flag'
  /** FFFF with PEC FF, as a floating bus reads; 1037.55 °C to a careless reader. */
  | 'ffff'
  /** FFFF with the PEC that belongs to it. */
  | 'ffff_pec'
  /** Holds SDA low as if cut off in mid byte; nine clocks free it. */
  | 'bus_stuck'
  /** SDA shorted to ground: nothing frees it. */
  | 'bus_short'
  /** Answers the same value whatever it sees. */
  | 'stuck_value'
  /** Answers a temperature beyond its range, with a right PEC. */
  | 'beyond_range';

/** How the ranger fails. `absent` never raises its echo. */
export type RangerFault = 'none' | 'absent' | 'no_echo' | 'echo_high';

/** How the USB line fails, a byte at a time. Probabilities 0 to 1 a byte. */
export interface LineFaults {
  corrupt: number;
  lose: number;
}

/** All that a test can break, in one place. Reset to the defaults by `new Faults()`. */
export class Faults {
  sensor: SensorFault = 'none';
  ranger: RangerFault = 'none';
  line: LineFaults = { corrupt: 0, lose: 0 };
  /** The chip stands still, watchdog too (a dead clock): the port stays open and silent. */
  frozen = false;
}
