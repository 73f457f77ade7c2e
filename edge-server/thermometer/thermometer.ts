import type { Reading, ThermometerState } from '../contract/index.ts';
import type { Sensor } from './sensors/sensor.ts';

/** What the server knows about the device besides its readings; all of it stands in health and metrics. */
export interface ThermometerStatus {
  state: ThermometerState;
  simulated: boolean;
  /** Which thermometer: `serial`, or the name of the HTTP source. Calibrations are kept by it. */
  source: string;
  /** What can be expected of its sensor. */
  sensor: Sensor;
  /** The firmware's version and, when it is the build that this software has, the hash of that hex; null before
   * the boot frame and without a board. */
  firmware: { version: string; hexSha256: string | null } | null;
  /** Whether the loop of the door's contact is open, by the last reading; null while no board tells. */
  doorOpen: boolean | null;
  /** Age of the last frame in ms on the monotonic clock; null before the first. */
  ageMs: number | null;
  /** One sentence for staff: what is wrong and what to do, or what is connected. */
  detail: string;
  /** Counters since start: crc errors, gaps, boots, reconnects and the like. */
  counters: Readonly<Record<string, number>>;
}

/** A reading with the server's monotonic time of its arrival. */
export interface TimedReading {
  reading: Reading;
  monotonic: number;
}

/** What happened to a door pulse: `unknown` when the board did not acknowledge in time. */
export type PulseOutcome = 'acknowledged' | 'refused' | 'unknown' | 'off';

/**
 * The thermometer as the rest of the server sees it, whatever is behind it: the serial driver on a real
 * board, the same driver on the simulated one, or a double in a test.
 */
export interface Thermometer {
  start(): Promise<void>;
  /** Closes every handle; safe to call twice. */
  stop(): Promise<void>;
  status(): ThermometerStatus;
  /** Calls `listener` for each frame; the returned function ends it. A listener must not throw. */
  onReading(listener: (timed: TimedReading) => void): () => void;
  /** Calls `listener` at each change of state. */
  onState(listener: (status: ThermometerStatus) => void): () => void;
  /** Pulses the door relay through the board; never retried. */
  pulseDoor(ms: number): Promise<PulseOutcome>;
  /** Tells a simulated device that a visitor stands before it; a real one ignores it. */
  simulateVisitor(present: boolean): void;
}
