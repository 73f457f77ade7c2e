import { Scene } from '../../firmware/simulator/scene.ts';
import type { Reading } from '../contract/index.ts';
import type { PulseOutcome, Thermometer, ThermometerStatus, TimedReading } from './thermometer.ts';

const PERIOD_MS = 200;

/** A thermometer without a board: five readings a second of a simulated scene. */
export class PlainThermometer implements Thermometer {
  readonly #scene = new Scene();
  readonly #readings = new Set<(timed: TimedReading) => void>();
  readonly #states = new Set<(status: ThermometerStatus) => void>();
  #timer: NodeJS.Timeout | undefined;
  #seq = 0;
  #last: number | null = null;

  async start(): Promise<void> {
    this.#timer ??= setInterval(() => this.#tick(), PERIOD_MS);
    for (const listener of this.#states) listener(this.status());
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  status(): ThermometerStatus {
    return {
      state: this.#timer ? 'live' : 'absent',
      simulated: true,
      ageMs: this.#last === null ? null : performance.now() - this.#last,
      detail: 'Simulated thermometer: no board is connected.',
      counters: { frames: this.#seq },
    };
  }

  onReading(listener: (timed: TimedReading) => void): () => void {
    this.#readings.add(listener);
    return () => this.#readings.delete(listener);
  }

  onState(listener: (status: ThermometerStatus) => void): () => void {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }

  async pulseDoor(): Promise<PulseOutcome> {
    return this.#timer ? 'acknowledged' : 'off';
  }

  simulateVisitor(present: boolean): void {
    this.#scene.setVisitor(present);
  }

  #tick(): void {
    const monotonic = performance.now();
    const view = this.#scene.view(monotonic);
    const reading: Reading = {
      seq: this.#seq++,
      at: new Date().toISOString(),
      object_c: Math.round(view.object * 50) / 50,
      ambient_c: Math.round(view.ambient * 50) / 50,
      distance_mm: Math.round(view.distance),
      status: 0,
      error: 0,
      simulated: true,
    };
    this.#last = monotonic;
    for (const listener of this.#readings) listener({ reading, monotonic });
  }
}
