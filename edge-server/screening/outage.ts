import type { Clock } from '../clock/clock.ts';
import { Listeners } from '../common/listeners.ts';
import type { ReadingFault, Settings } from '../contract/index.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { objectOf } from './estimate.ts';

export interface OutageOptions {
  thermometer: Thermometer;
  clock: Clock;
  settings: () => Settings;
}

/**
 * Whether the thermometer can measure anybody. It is broken once it has given no reading that can be trusted for
 * `staleAfterSeconds`, whatever the cause: unplugged, silent, faulty, warming, or showing what can't be. A cable that
 * slips for a second, or a board that restarts, is no outage; the first good reading ends one.
 */
export class Outage {
  readonly #options: OutageOptions;
  readonly #changes = new Listeners<[boolean]>();
  /** Monotonic ms of the last good reading, or of the start. */
  #goodAt = Number.NEGATIVE_INFINITY;
  #told = false;
  #stopWaiting: (() => void) | null = null;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** Listens to the thermometer, which now has its first chance; the returned function ends it. */
  attach(): () => void {
    const { thermometer, clock } = this.#options;
    this.#goodAt = clock.monotonic();
    this.#wait();
    const stop = thermometer.onReading((timed) => {
      if (objectOf(timed) === null || thermometer.status().state !== 'live') return;
      this.#goodAt = timed.monotonic;
      this.#tell();
    });
    return () => {
      stop();
      this.#stopWaiting?.();
      this.#stopWaiting = null;
    };
  }

  /** ms until it counts as broken, unless a good reading comes; 0 once it does. */
  get leftMs(): number {
    const { clock, settings } = this.#options;
    return Math.max(0, this.#goodAt + settings().staleAfterSeconds * 1000 - clock.monotonic());
  }

  get broken(): boolean {
    return this.leftMs === 0;
  }

  /** What is wrong with it now. */
  get fault(): ReadingFault {
    const { state } = this.#options.thermometer.status();
    return state === 'connecting' ? 'absent' : state === 'live' ? 'faulty' : state;
  }

  /** Calls `listener` when it breaks (true) and when it is well again; the returned function ends it. */
  onChange(listener: (broken: boolean) => void): () => void {
    return this.#changes.add(listener);
  }

  /** One look when the time would be over: nothing ticks meanwhile, nor during an outage. */
  #wait(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = this.#options.clock.after(this.leftMs, () => {
      if (this.broken) this.#tell();
      else this.#wait();
    });
  }

  #tell(): void {
    const { broken } = this;
    if (broken === this.#told) return;
    this.#told = broken;
    if (!broken) this.#wait();
    this.#changes.tell(broken);
  }
}
