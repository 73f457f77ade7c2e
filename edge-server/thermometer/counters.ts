/** Everything that is counted since the start of the server; each stands in health and metrics under its name. */
export const COUNTERS = [
  'frames',
  /** Lines that were damaged, of a wrong form, of an unknown type, or too long. */
  'crc_errors',
  'malformed',
  'unknown_frames',
  'overlong',
  /** Frames that came whole but out of place, and were not believed. */
  'held_back',
  /** Breaks in the sequence, and how many frames they cost. */
  'gaps',
  'lost_frames',
  'boots',
  'resets_power',
  'resets_line',
  'resets_brown_out',
  'resets_watchdog',
  'resets_unknown',
  /** Readings that the sensor failed to give. */
  'sensor_errors',
  'connects',
  'open_failures',
  'disconnects',
  'stale',
  /** Posted messages that were no readings: of another form, unsigned, old, retained, too fast. */
  'refused',
  'commands',
  'commands_refused',
  'commands_unanswered',
] as const;
export type CounterName = (typeof COUNTERS)[number];

export class Counters {
  readonly #values = new Map<CounterName, number>(COUNTERS.map((name) => [name, 0]));

  add(name: CounterName, by = 1): void {
    this.#values.set(name, this.#values.get(name)! + by);
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#values);
  }
}
