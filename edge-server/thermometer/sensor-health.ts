import type { Clock } from '../clock/clock.ts';
import type { Settings } from '../contract/index.ts';
import type { ReadingFrame } from './frame.ts';
import { type Sensor, within } from './sensors/sensor.ts';
import { SensorWatch, type WatchFault } from './watch.ts';

/** Hundredths of °C and mm; null where nothing was measured. */
type Measured = Pick<ReadingFrame, 'object' | 'ambient' | 'distance'>;

/** Hundredths of °C: nothing in a hall is colder, and no wall of it hotter; a lamp, a heater or a failed sensor is. */
const COLDEST = -3000;
const HOTTEST_WALL = 4300;
/** Readings in a row that no hall and no visitor can cause, after which the sensor counts as broken: 0.6 s. */
const IMPLAUSIBLE_AFTER = 3;

/** `ambient`: too cold or hot for the sensor to be exact. `implausible`: it shows what can't be there. */
export type SensorFault = WatchFault | 'ambient' | 'implausible';
/** A person whose mask is being looked at stands within this; only what is beyond it is surely no person. */
const STANDING_MM = 500;

/** What the readings so far say of a sensor, by whichever way they come: how old, how often the same, how steady. */
export class SensorHealth {
  readonly #clock: Clock;
  readonly #settings: () => Settings;
  #last: Measured | null = null;
  #lastAt: number | null = null;
  #repeats = 0;
  #watch = new SensorWatch();
  /** Readings in a row with a value that can't be. */
  #implausible = 0;

  constructor({ clock, settings }: { clock: Clock; settings: () => Settings }) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Readings in a row that are equal to the one before them. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Monotonic time of the last reading of any sensor, null before the first. */
  get lastAt(): number | null {
    return this.#lastAt;
  }

  get last(): Measured | null {
    return this.#last;
  }

  get ageMs(): number | null {
    return this.#lastAt === null ? null : this.#clock.monotonic() - this.#lastAt;
  }

  /** No reading has come, or none for as long as the site waits. */
  get silent(): boolean {
    return this.ageMs === null || this.ageMs > this.staleAfterMs;
  }

  get staleAfterMs(): number {
    return this.#settings().staleAfterSeconds * 1000;
  }

  /** What its values tell of the sensor. */
  fault({ noiseLimit, accurateAmbient }: Sensor): SensorFault | null {
    if (this.#implausible >= IMPLAUSIBLE_AFTER) return 'implausible';
    const ambient = this.#last?.ambient ?? null;
    if (ambient !== null && !within(ambient / 100, accurateAmbient)) return 'ambient';
    return this.#watch.fault(noiseLimit);
  }

  /** @param at its monotonic time */
  take(measured: Measured, at: number): void {
    const last = this.#last;
    const same = measured.object !== null && measured.object === last?.object;
    this.#repeats = same && measured.ambient === last?.ambient ? this.#repeats + 1 : 0;
    this.#last = measured;
    this.#lastAt = at;
    const background = this.#isBackground(measured);
    const { object } = measured;
    const implausible = object !== null && (object < COLDEST || (background && object > HOTTEST_WALL));
    this.#implausible = implausible ? this.#implausible + 1 : 0;
    this.#watch.take(measured, background, at);
  }

  /** Another sensor, or another connection: nothing that was learnt counts any more. */
  restart(): void {
    this.#last = null;
    this.#repeats = 0;
    this.#implausible = 0;
    this.#watch = new SensorWatch();
  }

  /** Whether nobody stands there: by the distance, or without one by the temperature. */
  #isBackground({ object, distance }: Measured): boolean {
    const { farthestMm, presenceThreshold } = this.#settings();
    if (distance === null) return (object ?? 0) <= presenceThreshold * 100;
    return distance > Math.max(farthestMm, STANDING_MM);
  }
}
