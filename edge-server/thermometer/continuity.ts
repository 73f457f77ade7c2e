import type { ReadingFrame } from './frame.ts';

/** How far the board's clock may be from what the sequence number says: one period of slack and this share. */
const SLACK = 0.1;

export type Continuity =
  /** Take it; `lost` frames are missing before it. */
  | { kind: 'follows'; lost: number }
  /** It fits nothing yet: wait whether the next one follows it. */
  | { kind: 'held' };

/**
 * The net below the check digits, which damage passes once in some millions of frames: a frame must also be where the sequence number and the board's clock expect it. One that is not is held back,
 * and only if the next frame follows it was it a real new start (the boot frame got lost) and not damage.
 */
export class ContinuityCheck {
  #periodMs: number;
  #last: ReadingFrame | null = null;
  #held: ReadingFrame | null = null;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** The board said that it starts anew. */
  restart(periodMs: number): void {
    this.#periodMs = periodMs;
    this.#last = null;
    this.#held = null;
  }

  check(frame: ReadingFrame): Continuity {
    const base = [this.#last, this.#held].find((before) => before !== null && this.#follows(before, frame));
    // After a boot frame the sequence starts at 0: a few may be lost, or more when the port was opened late.
    if (!base && (this.#last !== null || this.#held !== null)) {
      this.#held = frame;
      return { kind: 'held' };
    }
    const lost = base ? frame.seq - base.seq - 1 : 0;
    this.#last = frame;
    this.#held = null;
    return { kind: 'follows', lost };
  }

  #follows(before: ReadingFrame, frame: ReadingFrame): boolean {
    const frames = frame.seq - before.seq;
    const expected = frames * this.#periodMs;
    const slack = this.#periodMs + expected * SLACK;
    return frames > 0 && Math.abs(frame.ms - before.ms - expected) <= slack;
  }
}
