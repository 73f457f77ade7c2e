import type { Clock, Stop } from '../../../edge-server/clock/clock.ts';
import { nextTurn } from '../../../edge-server/clock/wait.ts';

interface Timer {
  at: number;
  /** ms between two calls; null for one that is called once. */
  every: number | null;
  work: () => void;
}

/** A clock that stands still until the test turns it. */
export class TestClock implements Clock {
  readonly #timers = new Set<Timer>();
  #ms: number;
  /** ms by which the wall clock is ahead of the monotonic one. */
  #ahead = 0;

  constructor(ms = Date.UTC(2026, 10, 24, 9)) {
    this.#ms = ms;
  }

  now(): Date {
    return new Date(this.#ms + this.#ahead);
  }

  monotonic(): number {
    return this.#ms;
  }

  after(ms: number, work: () => void): Stop {
    return this.#add({ at: this.#ms + ms, every: null, work });
  }

  every(ms: number, work: () => void): Stop {
    return this.#add({ at: this.#ms + ms, every: ms, work });
  }

  /** Sets the wall clock alone, as somebody may. */
  set(date: Date): void {
    this.#ahead = date.getTime() - this.#ms;
  }

  /** Moves the time at once; timers that are due run at the next `advance`. @param ms forward, or back when negative */
  turn(ms: number): void {
    this.#ms += ms;
  }

  /**
   * Moves the time forward, and stops at each timer that is due on the way: it runs, and then everything that needs
   * no more than promises to go on. What a thread, a disk or a network has to answer first is waited for by `until`.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#ms + ms;
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#ms = Math.max(this.#ms, timer.at);
      if (timer.every === null) this.#timers.delete(timer);
      else timer.at = this.#ms + timer.every;
      timer.work();
      await nextTurn();
    }
    this.#ms = end;
    await nextTurn();
  }

  /** Whether somebody waits for the moment that is so many ms from now. */
  waits(ms: number): boolean {
    return [...this.#timers].some(({ at }) => at === this.#ms + ms);
  }

  /** ms until the next timer; infinite when nobody waits. */
  get idleMs(): number {
    return Math.min(...[...this.#timers].map(({ at }) => at - this.#ms));
  }

  #add(timer: Timer): Stop {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The first timer that is due until `end`; of two at one moment the older one. */
  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && timer.at < (next?.at ?? Infinity)) next = timer;
    return next;
  }
}
