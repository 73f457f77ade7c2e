import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Call, CallAnswer, CallBody } from '../contract/index.ts';
import { ProblemError } from './problem.ts';

/** Calls within a minute that are passed on; a child at the screen must not ring staff's phones all day. */
const MOST_CALLS = 6;
const WINDOW_MS = 60_000;

/** Visitors' calls for staff: passes each on with its time, and refuses a flood of them. Nothing is stored. */
export class Calls {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onCall: (call: Call) => Promise<CallAnswer['state']>;
  /** Monotonic times of the calls within the window, at most `MOST_CALLS`. */
  #recent: number[] = [];

  constructor(clock: Clock, log: Log, onCall: (call: Call) => Promise<CallAnswer['state']>) {
    this.#clock = clock;
    this.#log = log;
    this.#onCall = onCall;
  }

  /**
   * Answers within a few seconds, once it is known whether staff were told.
   * @throws {ProblemError} `too_busy` for more than 6 calls within a minute
   */
  async take(body: CallBody): Promise<CallAnswer> {
    const now = this.#clock.monotonic();
    this.#recent = this.#recent.filter((at) => now - at < WINDOW_MS);
    if (this.#recent.length >= MOST_CALLS) throw new ProblemError('too_busy', 'staff were called already');
    this.#recent.push(now);
    this.#log.info({ screen: body.screen, visit: body.visit }, 'a visitor called staff');
    return { state: await this.#onCall({ ...body, at: this.#clock.now().toISOString() }) };
  }
}
