/** Timers that a test replaces. */
export interface Timers {
  after(ms: number, run: () => void): () => void;
}

export const realTimers: Timers = {
  after(ms, run) {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};

/**
 * Runs a task at once and then not sooner than `pauseMs` after it has ended; calls in between add up to one
 * further run, so that the last call is never lost and two runs never overlap.
 */
export class Throttle {
  readonly #task: () => Promise<void>;
  readonly #pauseMs: number;
  readonly #timers: Timers;
  #busy = false;
  #again = false;
  #cancel: (() => void) | undefined;

  constructor(task: () => Promise<void>, pauseMs: number, timers: Timers = realTimers) {
    this.#task = task;
    this.#pauseMs = pauseMs;
    this.#timers = timers;
  }

  call(): void {
    if (this.#busy) this.#again = true;
    else void this.#run();
  }

  /** Ends the pause without a further run; a later call begins anew. */
  stop(): void {
    this.#again = false;
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#busy = false;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    this.#again = false;
    try {
      await this.#task();
    } finally {
      this.#cancel = this.#timers.after(this.#pauseMs, () => {
        this.#cancel = undefined;
        this.#busy = false;
        if (this.#again) void this.#run();
      });
    }
  }
}
