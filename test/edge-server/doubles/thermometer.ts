import { type Clock, systemClock } from '../../../edge-server/clock/clock.ts';
import type { Reading, ThermometerState } from '../../../edge-server/contract/index.ts';
import { DEFAULT_SENSOR } from '../../../edge-server/thermometer/sensors/sensors.ts';
import type {
  PulseOutcome,
  Thermometer,
  ThermometerStatus,
  TimedReading,
} from '../../../edge-server/thermometer/thermometer.ts';

/** A thermometer whose readings the test sends itself; it can claim to be a real one. */
export class TestThermometer implements Thermometer {
  readonly pulses: number[] = [];
  /** What a pulse is answered with. */
  pulse: PulseOutcome = 'acknowledged';
  simulated: boolean;
  state: ThermometerState = 'live';
  doorOpen: boolean | null = null;
  readonly #clock: Clock;
  #seq = 0;
  #listener = new Set<(timed: TimedReading) => void>();

  constructor(simulated = true, clock = systemClock) {
    this.#clock = clock;
    this.simulated = simulated;
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  status(): ThermometerStatus {
    return {
      state: this.state,
      simulated: this.simulated,
      source: 'serial',
      sensor: DEFAULT_SENSOR,
      doorOpen: this.doorOpen,
      firmware: null,
      ageMs: 0,
      detail: 'A test.',
      counters: {},
    };
  }

  onReading(listener: (timed: TimedReading) => void): () => void {
    this.#listener.add(listener);
    return () => this.#listener.delete(listener);
  }

  onState(): () => void {
    return () => {};
  }

  async pulseDoor(ms: number): Promise<PulseOutcome> {
    this.pulses.push(ms);
    return this.pulse;
  }

  simulateVisitor(): void {}

  /** Sends readings of this object temperature at this moment. */
  send(object_c: number | null, count = 1, more: Partial<Reading> = {}): void {
    for (let i = 0; i < count; i++) {
      const reading: Reading = {
        seq: this.#seq++,
        at: this.#clock.now().toISOString(),
        object_c,
        // A real sensor never repeats both of its values.
        ambient_c: this.#seq % 2 === 0 ? 23 : 23.02,
        distance_mm: 150,
        status: 0,
        error: 0,
        simulated: this.simulated,
        ...more,
      };
      for (const listener of this.#listener) listener({ reading, monotonic: this.#clock.monotonic() });
    }
  }
}
