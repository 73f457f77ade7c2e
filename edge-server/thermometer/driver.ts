import type { Clock } from '../clock/clock.ts';
import { Backoff } from '../common/backoff.ts';
import { Listeners } from '../common/listeners.ts';
import type { Log } from '../common/log.ts';
import type { Reading, Settings, ThermometerState } from '../contract/index.ts';
import { Counters } from './counters.ts';
import type { Candidate } from './finder.ts';
import { hexOf } from './firmware.ts';
import { type BootFrame, PROTOCOL, type ReadingFrame, STATUS } from './frame.ts';
import { describe, judge, type LinkFacts } from './judge.ts';
import { explainOpenError, forbidden } from './open-error.ts';
import type { Port } from './port.ts';
import { SensorHealth } from './sensor-health.ts';
import type { Sensor } from './sensors/sensor.ts';
import { DEFAULT_SENSOR } from './sensors/sensors.ts';
import { Session } from './session.ts';
import type { PulseOutcome, Thermometer, ThermometerStatus, TimedReading } from './thermometer.ts';

/** The driver's heartbeat: time limits are looked at this often. */
export const TICK_MS = 100;
const REOPEN = { minMs: 50, maxMs: 2000 };
/** A port that sent no frame for this long is not the board: boot loader 1 s, start-up, and some slack. */
const CONNECT_MS = 4000;
/** A board that sends five frames a second and has been silent for this long may be gone: look for its port. */
const LOOK_MS = 500;
/** A board that stays silent this long after it became stale is opened anew, which also resets an Uno. */
const REVIVE_MS = 3000;
/** udev gives a new port its group a moment after it is there: so long a refusal is not worth a word. */
const UDEV_MS = 2000;

export interface DriverOptions {
  simulated: boolean;
  settings: () => Settings;
  log: Pick<Log, 'info' | 'warn'>;
  clock: Clock;
  /** The ports to try, best first; called often, must be cheap. */
  find: () => Promise<Candidate[]>;
  /** Sentences about ports that `find` left alone, and what staff can do about it. */
  advice?: () => string;
  /** A new, closed port object. */
  openPort: (path: string) => Port;
  /** What `simulateVisitor` does; a real board has nobody to tell. */
  simulateVisitor?: (present: boolean) => void;
}

/**
 * The thermometer on a serial line.
 *
 * - **absent**: no port is open. The list of ports is looked at with every tick; a port that is new in it is
 *   tried at once, the others again after a back-off that doubles from 100 ms to 2 s. If several ports may be
 *   the board they take turns. → connecting when one opens.
 * - **connecting**: the port is open, no frame has come. → warming, live or faulty with the first frame;
 *   → absent after 4 s without one, or when the port closes.
 * - **warming**: frames come and the firmware says that the sensor is not in equilibrium. Readings are handed
 *   on with that status bit, so that nobody takes a temperature from them. → live when the bit goes.
 * - **live**: frames come and the sensor answers. A single failed reading does not leave this state: it is
 *   handed on with its error and without a temperature.
 * - **stale**: no frame for `staleAfterSeconds`. → back with the next frame; after 3 s more the port is
 *   closed and opened anew (→ absent), because a frozen board keeps its port open for ever.
 * - **faulty**: frames come and say that the sensor fails three times in a row or is down, or one value
 *   repeats for too long (20 s for an MLX90614), or the background drifts or is noisy (watch.ts), or the values can't
 *   be or the place is too cold or hot (sensor-health.ts), or the board speaks another protocol or has a sensor that is
 *   not known here.
 *   Readings of a stuck, drifting or noisy sensor are handed on marked as distrusted. → live when frames are
 *   good again.
 *
 * Traded: a port is never probed by writing to it. Opening it resets an Uno, whose boot frame then says what
 * it is; a wrong device costs 4 s. A frame that fits neither sequence nor clock is not believed, which costs
 * one reading when a boot frame got lost.
 */
export class SerialThermometer implements Thermometer {
  readonly #options: DriverOptions;
  readonly #counters = new Counters();
  readonly #readings = new Listeners<[TimedReading]>();
  readonly #states = new Listeners<[ThermometerStatus]>();
  #stopTicking: (() => void) | null = null;
  #session: Session | null = null;
  /** The device file behind the open port's name. */
  #device = '';
  /** The ports are being looked at, or one is being opened. */
  #busy = false;
  #openedAt = 0;
  #last: ReadingFrame | null = null;
  #failures = 0;
  readonly #health: SensorHealth;
  /** Ports that were there at the last look, which of them is next, and when. */
  #known = '';
  #knownAt = 0;
  #turn = 0;
  /** Doubles without chance, since nobody else tries the port. */
  readonly #backoff = new Backoff(REOPEN, () => 1);
  #tryAt = 0;
  #openError: string | null = null;
  #state: ThermometerState = 'absent';

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#health = new SensorHealth(options);
  }

  async start(): Promise<void> {
    if (this.#stopTicking) return;
    this.#stopTicking = this.#options.clock.every(TICK_MS, () => this.#tick());
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#stopTicking?.();
    this.#stopTicking = null;
    await this.#session?.close('stopped');
  }

  status(): ThermometerStatus {
    const facts = this.#facts();
    const judgement = judge(facts);
    const where = this.#session?.path ?? this.#openError ?? 'no port found';
    const told = describe(judgement, facts, where);
    const advice = judgement.state === 'absent' ? (this.#options.advice?.() ?? '') : '';
    const text = `${told} ${advice}`.trim();
    return {
      state: judgement.state,
      simulated: this.#options.simulated,
      source: 'serial',
      sensor: this.#sensor,
      firmware: facts.boot && { version: facts.boot.version, hexSha256: hexOf(facts.boot.version) },
      doorOpen: this.#doorOpen(judgement.state),
      ageMs: this.#health.ageMs,
      detail: this.#options.simulated ? `Simulated thermometer. ${text}` : text,
      counters: this.#counters.snapshot(),
    };
  }

  onReading(listener: (timed: TimedReading) => void): () => void {
    return this.#readings.add(listener);
  }

  onState(listener: (status: ThermometerStatus) => void): () => void {
    return this.#states.add(listener);
  }

  /** A board that does not talk gets no pulse: it might carry it out when it wakes, with nobody there. */
  pulseDoor(ms: number): Promise<PulseOutcome> {
    const { state } = judge(this.#facts());
    const talking = state === 'live' || state === 'warming' || state === 'faulty';
    if (!this.#session || !talking) return Promise.resolve('off');
    if (!Number.isInteger(ms) || ms < 1) return Promise.resolve('refused');
    return this.#session.command('OPEN', ms);
  }

  /** A board that is silent, or speaks another protocol, tells nothing of the door. */
  #doorOpen(state: ThermometerState): boolean | null {
    const { boot, last } = this.#facts();
    if (last === null || state === 'stale' || state === 'absent') return null;
    if (boot !== null && boot.protocol !== PROTOCOL) return null;
    return Boolean(last.status & STATUS.doorOpen);
  }

  simulateVisitor(present: boolean): void {
    this.#options.simulateVisitor?.(present);
  }

  #tick(): void {
    const session = this.#session;
    if (session) {
      session.expire();
      this.#supervise(session);
    } else if (!this.#busy) {
      this.#exclusively(() => this.#seek());
    }
    this.#announce();
  }

  /** One look at the ports at a time. */
  #exclusively(work: () => Promise<void>): void {
    this.#busy = true;
    void work()
      .catch((error: unknown) => {
        this.#openError = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  /** An unplugged device does not always close its port: the port is then open, silent and nowhere. */
  async #lookFor(session: Session): Promise<void> {
    const candidates = await this.#options.find();
    if (candidates.some(({ device }) => device === this.#device)) return;
    await session.close('unplugged');
  }

  /** Closes a port that says nothing. */
  #supervise(session: Session): void {
    const now = this.#options.clock.monotonic();
    const silentFor = now - Math.max(this.#openedAt, this.#last ? (this.#health.lastAt ?? 0) : 0);
    if (silentFor > LOOK_MS && !this.#busy) this.#exclusively(() => this.#lookFor(session));
    const limit = this.#last ? this.#health.staleAfterMs + REVIVE_MS : CONNECT_MS;
    if (silentFor <= limit) return;
    this.#openError = `${session.path}: ${this.#last ? 'silent' : 'sends no frames'}`;
    void session.close(this.#openError);
  }

  async #seek(): Promise<void> {
    const candidates = await this.#options.find();
    const known = candidates.map(({ path }) => path).join('\n');
    const now = this.#options.clock.monotonic();
    if (known !== this.#known) {
      // Something was plugged in or out: what failed before says nothing about it.
      this.#known = known;
      this.#knownAt = now;
      this.#turn = 0;
      this.#backoff.succeeded();
      this.#tryAt = now;
    }
    if (candidates.length === 0) this.#openError = null;
    if (!this.#stopTicking || candidates.length === 0 || now < this.#tryAt) return;
    const candidate = candidates[this.#turn++ % candidates.length]!;
    this.#tryAt = now + this.#backoff.failed();
    await this.#connect(candidate);
  }

  async #connect({ path, device }: Candidate): Promise<void> {
    const session: Session = new Session(path, this.#options.openPort(path), {
      counters: this.#counters,
      monotonic: () => this.#options.clock.monotonic(),
      events: {
        onReading: (frame) => this.#onFrame(frame),
        onBoot: (frame) => this.#onBoot(frame),
        onEnd: (reason) => this.#onEnd(session, reason),
      },
    });
    try {
      await session.open();
    } catch (error) {
      if (forbidden(error) && this.#options.clock.monotonic() - this.#knownAt < UDEV_MS) return;
      this.#counters.add('open_failures');
      this.#openError = explainOpenError(path, error);
      return;
    }
    if (!this.#stopTicking) return session.close('stopped');
    this.#counters.add('connects');
    this.#session = session;
    this.#device = device;
    this.#openedAt = this.#options.clock.monotonic();
    this.#last = null;
    this.#failures = 0;
    this.#health.restart();
    this.#options.log.info({ path }, 'thermometer port opened');
    this.#announce();
  }

  #onEnd(session: Session, reason: string): void {
    if (this.#session !== session) return;
    this.#session = null;
    this.#last = null;
    this.#counters.add('disconnects');
    this.#options.log.warn({ path: session.path, reason }, 'thermometer port closed');
    this.#announce();
  }

  #onBoot(frame: BootFrame): void {
    this.#counters.add('boots');
    if (frame.reset & 8) this.#counters.add('resets_watchdog');
    else if (frame.reset & 4) this.#counters.add('resets_brown_out');
    else if (frame.reset & 1) this.#counters.add('resets_power');
    else if (frame.reset & 2) this.#counters.add('resets_line');
    else this.#counters.add('resets_unknown');
    const { version, reset, boots } = frame;
    this.#options.log.info({ version, reset, boots }, 'thermometer board started');
    this.#announce();
  }

  #onFrame(frame: ReadingFrame): void {
    const { clock, simulated } = this.#options;
    const now = clock.monotonic();
    this.#failures = frame.error === 0 ? 0 : this.#failures + 1;
    this.#last = frame;
    this.#backoff.succeeded();
    this.#openError = null;
    this.#health.take(frame, now);
    this.#counters.add('frames');
    if (frame.error !== 0) this.#counters.add('sensor_errors');
    const { fault } = judge(this.#facts());
    const distrusted = fault === 'stuck' || fault === 'drift' || fault === 'noise';
    const reading: Reading = {
      seq: frame.seq,
      at: clock.now().toISOString(),
      object_c: frame.object === null ? null : frame.object / 100,
      ambient_c: frame.ambient === null ? null : frame.ambient / 100,
      distance_mm: frame.distance,
      status: distrusted ? frame.status | STATUS.distrusted : frame.status,
      error: frame.error,
      simulated,
    };
    // The state first: who hears the reading may ask for it.
    this.#announce();
    if (fault === 'protocol') return;
    this.#readings.tell({ reading, monotonic: now });
  }

  get #sensor(): Sensor {
    return this.#session?.sensor ?? DEFAULT_SENSOR;
  }

  #announce(): void {
    const { state } = judge(this.#facts());
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'stale') this.#counters.add('stale');
    const status = this.status();
    this.#states.tell(status);
  }

  #facts(): LinkFacts {
    return {
      open: this.#session !== null,
      boot: this.#session?.boot ?? null,
      last: this.#last,
      ageMs: this.#health.ageMs,
      staleAfterMs: this.#health.staleAfterMs,
      failures: this.#failures,
      repeats: this.#health.repeats,
      sensor: this.#health.fault(this.#sensor),
    };
  }
}
