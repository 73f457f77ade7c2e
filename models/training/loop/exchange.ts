/**
 * Where data-parallel threads meet. In every step each thread writes its gradient into a slot of its own, waits
 * for the others, and adds all slots up in the same order, so that all hold the same weights without sending
 * them. Slots are doubled and used in turn: a thread that is a step ahead does not overwrite what a slower one
 * still reads, and it cannot be two ahead, since it waits.
 */
export interface SharedExchange {
  threads: number;
  floats: number;
  slots: SharedArrayBuffer;
  /** How many threads arrived, ever; and whether one has failed. */
  state: SharedArrayBuffer;
}

/** A thread that waits longer than this for the others gives up: one of them must have died. */
const PATIENCE_MS = 120_000;

export function createExchange(threads: number, floats: number): SharedExchange {
  return {
    threads,
    floats,
    slots: new SharedArrayBuffer(2 * threads * floats * 4),
    state: new SharedArrayBuffer(4),
  };
}

export class Exchange {
  readonly #shared: SharedExchange;
  readonly #arrived: Int32Array;
  #round = 0;

  constructor(shared: SharedExchange) {
    this.#shared = shared;
    this.#arrived = new Int32Array(shared.state);
  }

  /** This round's slot of a thread. */
  slot(thread: number): Float32Array {
    const { slots, threads, floats } = this.#shared;
    return new Float32Array(slots, 4 * floats * ((this.#round % 2) * threads + thread), floats);
  }

  /** Waits until every thread has filled its slot. */
  meet(): void {
    const wanted = (this.#round + 1) * this.#shared.threads;
    Atomics.add(this.#arrived, 0, 1);
    Atomics.notify(this.#arrived, 0);
    for (;;) {
      const now = Atomics.load(this.#arrived, 0);
      if (now >= wanted) return;
      if (Atomics.wait(this.#arrived, 0, now, PATIENCE_MS) === 'timed-out') {
        throw new Error('another training thread has stopped; start again with --resume');
      }
    }
  }

  next(): void {
    this.#round++;
  }
}
