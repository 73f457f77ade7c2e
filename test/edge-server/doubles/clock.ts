import type { Clock } from '../../../edge-server/clock/clock.ts';

/** A clock that stands still until the test turns it. */
export class TestClock implements Clock {
  #ms: number;

  constructor(ms = Date.UTC(2026, 10, 24, 9)) {
    this.#ms = ms;
  }

  now(): Date {
    return new Date(this.#ms);
  }

  monotonic(): number {
    return this.#ms;
  }

  /** @param ms forward, or back when negative */
  turn(ms: number): void {
    this.#ms += ms;
  }
}
