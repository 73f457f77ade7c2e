import type { Logger } from 'pino';
import type { HistoryRow } from '../contract/index.ts';
import type { Clock, Stop } from './clock.ts';
import type { Boot, TimeSource } from './time-source.ts';

/**
 * How far the wall clock can be trusted; the Pi has no battery for it.
 *
 *   unsynchronised ── the system says that it is set ──► synchronised
 *        ▲  (before EARLIEST it is never believed)            │
 *        └──────────── the system says that it is not ────────┘
 *
 * Visits made while it is unsynchronised are marked with the boot and the offset (wall minus uptime). When it is
 * set, those of this boot are corrected by the difference to the offset of now. Visits of an earlier boot can't
 * be: nothing says how long the machine was off. Where the system can't say whether its clock is set, a jump of
 * over STEP_MS is taken for its setting. A jump of a clock that was synchronised is somebody's change of it; it
 * is logged and moves no visit.
 */

const LOOK_MS = 1000;
/** ms by which wall and monotonic clock may drift apart between two looks; NTP slews by less. */
const STEP_MS = 2000;
/**
 * No honest clock of this software shows an earlier time: a Pi without a battery starts years before, in a container on
 * a system that does not put its clock forward. systemd does, so there only the time source knows.
 */
const EARLIEST = Date.UTC(2026, 0, 1);

/** What a visit keeps of the clock that dated it. */
export interface ClockStamp {
  quality: HistoryRow['clock'];
  boot: string;
  /** Wall clock minus uptime, ms. */
  offsetMs: number;
}

export interface ClockWatchOptions {
  clock: Clock;
  source: TimeSource;
  boot: Boot;
  log: Pick<Logger, 'warn' | 'error'>;
  /**
   * The clock is right now: visits of this boot with another offset are to be corrected.
   * @param alsoTrusted also those that were not marked, since nothing could have marked them
   */
  correct(stamp: ClockStamp, alsoTrusted: boolean): Promise<void>;
}

export class ClockWatch {
  readonly #options: ClockWatchOptions;
  #said: boolean | null = null;
  #offset: number | null = null;
  #all = false;
  #stopTimer: Stop = () => undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: ClockWatchOptions) {
    this.#options = options;
  }

  get quality(): HistoryRow['clock'] {
    if (this.#said === false) return 'unsynchronised';
    return this.#options.clock.now().getTime() < EARLIEST ? 'unsynchronised' : 'synchronised';
  }

  /** For a visit that is stored now. */
  stamp(): ClockStamp {
    return { quality: this.quality, boot: this.#options.boot.id, offsetMs: this.#measure() };
  }

  async start(): Promise<void> {
    await this.look();
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => void this.look(), { ref: false });
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#looking;
  }

  /** Looks once; called every second. Never rejects. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { log, source } = this.#options;
    try {
      const before = { quality: this.quality, said: this.#said };
      this.#said = await source();
      const offset = this.#measure();
      const step = this.#offset === null ? 0 : offset - this.#offset;
      this.#offset = offset;
      if (Math.abs(step) > STEP_MS) {
        log.warn({ step_ms: step, clock: this.quality }, 'the wall clock was set');
        if (before.said === null) this.#all = true;
      }
      if (this.quality === 'unsynchronised') {
        if (before.quality === 'synchronised') log.warn('the wall clock is not synchronised');
        return;
      }
      // At every look, since a visit may be on its way to the disk with the old time while the clock is set.
      await this.#options.correct(this.stamp(), this.#all);
      this.#all = false;
    } catch (error) {
      log.error({ err: error }, 'the visits of an unset clock could not be corrected yet');
    }
  }

  #measure(): number {
    const { clock, boot } = this.#options;
    return Math.round(clock.now().getTime() - boot.uptime());
  }
}
