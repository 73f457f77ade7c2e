import type { Clock } from '../clock/clock.ts';
import { CodedError } from '../common/coded-error.ts';
import { Listeners } from '../common/listeners.ts';
import type { PostedReading, Reading, Settings, ThermometerState } from '../contract/index.ts';
import { Counters } from './counters.ts';
import { STATUS } from './frame.ts';
import { type SensorFault, SensorHealth } from './sensor-health.ts';
import { DEFAULT_SENSOR } from './sensors/sensors.ts';
import type { PulseOutcome, Thermometer, ThermometerStatus, TimedReading } from './thermometer.ts';

const TICK_MS = 100;
/** ms between two readings at the least: beyond 20 a second a client runs wild. */
const LEAST_GAP_MS = 50;

export type PostRefusal = 'stale_reading' | 'other_source' | 'too_busy';

/** A posted reading that was not taken. */
export class PostError extends CodedError<PostRefusal> {
  override readonly name = 'PostError';
}

export interface PostedThermometerOptions {
  clock: Clock;
  settings: () => Settings;
  /** How its readings come; the source while nobody has posted. */
  way: PostedWay;
}

/** By HTTP (`POST /temperature/`), or as signed messages of a topic (edge-server/mqtt). */
export const POSTED_WAYS = ['http', 'mqtt'] as const;
export type PostedWay = (typeof POSTED_WAYS)[number];

/**
 * A thermometer that has no serial line: some client posts what its sensor measures, under the name of its token.
 * What follows is the same as for a board: readings, presence, windows, corrections.
 *
 * - **absent**: nobody has posted since the start. → live or faulty with the first reading.
 * - **live**: readings come. One source at a time: who posts first holds the place until it falls silent, because
 *   readings of two sensors must not be mixed.
 * - **stale**: no reading for `staleAfterSeconds`; the place is free. → live or faulty with the next one.
 * - **faulty**: one value repeats at a person's temperature, the background drifts or is noisy, a value can't be, or
 *   the place is too cold or hot. Readings are handed on marked as distrusted. → live when they are good again.
 *
 * There is no board behind it, so there is no relay: a door pulse is `off`.
 */
export class PostedThermometer implements Thermometer {
  readonly #options: PostedThermometerOptions;
  readonly #counters = new Counters();
  readonly #readings = new Listeners<[TimedReading]>();
  readonly #states = new Listeners<[ThermometerStatus]>();
  #stopTicking: (() => void) | null = null;
  #source: string | null = null;
  #seq = 0;
  /** `at` of the last reading, ms since the epoch: a client's repeated or delayed post is not a new reading. */
  #postedAt = Number.NEGATIVE_INFINITY;
  readonly #health: SensorHealth;
  #state: ThermometerState = 'absent';
  /** Why the last message was not taken, null when it was. */
  #refused: string | null = null;

  constructor(options: PostedThermometerOptions) {
    this.#options = options;
    this.#health = new SensorHealth(options);
  }

  get way(): PostedWay {
    return this.#options.way;
  }

  async start(): Promise<void> {
    this.#stopTicking ??= this.#options.clock.every(TICK_MS, () => this.#announce());
  }

  async stop(): Promise<void> {
    this.#stopTicking?.();
    this.#stopTicking = null;
  }

  /**
   * Takes a reading of the named source.
   * @returns its sequence number
   * @throws {PostError} it is old, another source holds the place, or they come too fast
   */
  accept(posted: PostedReading, source: string): number {
    const { clock } = this.#options;
    const now = clock.monotonic();
    this.#refuse(posted, source);
    if (source !== this.#source) this.#begin(source);
    this.#refused = null;
    this.#counters.add('frames');
    const distance_mm = posted.distance_mm === undefined ? null : Math.round(posted.distance_mm);
    const object = posted.temperature * 100;
    const ambient = posted.ambient === undefined ? null : posted.ambient * 100;
    this.#health.take({ object, ambient, distance: distance_mm }, now);
    const reading: Reading = {
      seq: this.#seq++,
      at: posted.at ?? clock.now().toISOString(),
      object_c: posted.temperature,
      ambient_c: posted.ambient ?? null,
      distance_mm,
      status: (distance_mm === null ? STATUS.noEcho : 0) | (this.#fault() === null ? 0 : STATUS.distrusted),
      error: 0,
      simulated: false,
    };
    this.#announce();
    this.#readings.tell({ reading, monotonic: now });
    return reading.seq;
  }

  /** Notes that something came that was no reading. @param reason in words that go on after a colon */
  refuse(reason: string): void {
    this.#refused = reason;
    this.#counters.add('refused');
  }

  status(): ThermometerStatus {
    return {
      state: this.#judge(),
      simulated: false,
      source: this.#source ?? this.way,
      sensor: DEFAULT_SENSOR,
      doorOpen: null,
      firmware: null,
      ageMs: this.#health.ageMs,
      detail: this.#describe(),
      counters: this.#counters.snapshot(),
    };
  }

  onReading(listener: (timed: TimedReading) => void): () => void {
    return this.#readings.add(listener);
  }

  onState(listener: (status: ThermometerStatus) => void): () => void {
    return this.#states.add(listener);
  }

  async pulseDoor(): Promise<PulseOutcome> {
    return 'off';
  }

  simulateVisitor(): void {}

  #refuse({ at }: PostedReading, source: string): void {
    const { silent, staleAfterMs } = this.#health;
    if (!silent && source !== this.#source) {
      throw new PostError('other_source', `${this.#source} posts already`);
    }
    if (!silent && this.#health.ageMs! < LEAST_GAP_MS) {
      throw new PostError('too_busy', 'post at most 20 readings a second');
    }
    if (at === undefined) return;
    const ms = Date.parse(at);
    const age = this.#options.clock.now().getTime() - ms;
    if (Math.abs(age) > staleAfterMs) {
      throw new PostError('stale_reading', `its time is ${Math.round(age)} ms ago`);
    }
    if (source === this.#source && ms <= this.#postedAt) {
      throw new PostError('stale_reading', 'one of this time or a later one came already');
    }
    this.#postedAt = ms;
  }

  /** Another sensor: nothing that was learnt of the one before counts, and its readings are another run. */
  #begin(source: string): void {
    this.#source = source;
    this.#seq = 0;
    this.#health.restart();
    this.#counters.add('connects');
  }

  #fault(): 'stuck' | SensorFault | null {
    const { last, repeats } = this.#health;
    const warm = (last?.object ?? 0) > this.#options.settings().presenceThreshold * 100;
    if (repeats >= DEFAULT_SENSOR.stuckAfter && warm) return 'stuck';
    return this.#health.fault(DEFAULT_SENSOR);
  }

  #judge(): ThermometerState {
    if (this.#health.lastAt === null) return 'absent';
    if (this.#health.silent) return 'stale';
    return this.#fault() === null ? 'live' : 'faulty';
  }

  #describe(): string {
    const refused = this.#refused === null ? '' : ` The last message was refused: ${this.#refused}.`;
    return this.#words() + refused;
  }

  #words(): string {
    switch (this.#judge()) {
      case 'live':
        return `Readings are posted by ${this.#source}.`;
      case 'faulty':
        return `The sensor of ${this.#source} repeats one value, drifts, is far too noisy or shows what can't be: check it.`;
      case 'stale':
        return `${this.#source} posts no more readings: check that client.`;
      default:
        return 'No reading was posted yet: give a client a token with the scope temperature.';
    }
  }

  #announce(): void {
    const state = this.#judge();
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'stale') this.#counters.add('stale');
    this.#states.tell(this.status());
  }
}
