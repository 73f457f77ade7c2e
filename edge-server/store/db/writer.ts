import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Clock, type Stop, systemClock } from '../../clock/clock.ts';
import { sleep } from '../../clock/wait.ts';
import type { Change, Failure, Group, Outcome } from './change.ts';
import { asStoreError, StoreError } from './errors.ts';

/**
 * Group commit: changes that come together share one transaction and one fsync.
 *
 *   idle ── change ──► gathering ── quiet or full ──► committing ── done, nothing waits ──► idle
 *                          ▲                              │
 *                          └────────── others wait ───────┘
 *
 * `gathering` ends when no durable change has come for QUIET_MS, after MOST_GATHER_MS, or with a full group. What
 * comes while a group is committed gathers for the next one. So 32 visitors at 32 doors wait for about one fsync
 * and a single visitor for a whole one and 3 ms. Changes that may be lost in a power cut (`later`) ride with the next
 * durable group, or go alone after LATER_MS without an fsync.
 *
 * The commit runs in a thread of its own, one group at a time: a card that needs 50 ms for an fsync stops no
 * reading and no event. A thread that died is replaced at the next change; what it had in hand is told as failed,
 * which is safe, since a visit is posted again with the same id.
 */

/** ms without a new change after which a group is closed. */
const QUIET_MS = 3;
/** ms that the first of a group waits for others at the most. */
const MOST_GATHER_MS = 20;
const MOST_GROUP = 256;
/** ms after which changes that may be lost are committed although no other one came. */
const LATER_MS = 100;
/** Changes that wait; beyond, the disk is so slow that refusing is better than answering late. */
const MOST_WAITING = 4096;

const ENDED: Failure = { message: 'the writer ended', errcode: null };

interface Waiting {
  change: Change;
  resolve: (rows: number) => void;
  reject: (error: unknown) => void;
}

export class Writer {
  readonly #path: string;
  readonly #clock: Clock;
  #thread: Worker | null = null;
  #durable: Waiting[] = [];
  #later: Waiting[] = [];
  #committing: Waiting[] | null = null;
  #firstAt = 0;
  #lastAt = 0;
  #stopGathering: Stop | null = null;
  #stopIdling: Stop | null = null;
  #closing = false;

  constructor(path: string, clock = systemClock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Starts the thread, so that the first visitor does not wait for it. */
  start(): void {
    this.#thread ??= this.#startThread();
  }

  /** Resolves with the rows changed once they are on disk. @throws {StoreError} nothing of it was written */
  durable(change: Change): Promise<number> {
    const now = this.#clock.monotonic();
    if (this.#durable.length === 0) this.#firstAt = now;
    this.#lastAt = now;
    return this.#add(this.#durable, change);
  }

  /** As `durable`, but resolves once it is committed: a power cut soon after may undo it. @throws {StoreError} */
  later(change: Change): Promise<number> {
    return this.#add(this.#later, change);
  }

  /** Commits what waits and ends the thread. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#committing !== null || this.#durable.length + this.#later.length > 0) {
      this.#schedule();
      await sleep(this.#clock, 1);
    }
    const thread = this.#thread;
    this.#thread = null;
    if (thread === null) return;
    thread.ref();
    const ended = once(thread, 'exit');
    thread.postMessage('close');
    await ended;
  }

  #add(queue: Waiting[], change: Change): Promise<number> {
    if (this.#closing || queue.length >= MOST_WAITING) {
      return Promise.reject(new StoreError('store_busy', new Error('the writer takes no more changes')));
    }
    return new Promise((resolve, reject) => {
      queue.push({ change, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#committing !== null) return;
    if (this.#durable.length > 0) {
      const now = this.#clock.monotonic();
      const wait = Math.min(this.#lastAt + QUIET_MS, this.#firstAt + MOST_GATHER_MS) - now;
      if (wait <= 0 || this.#closing || this.#durable.length >= MOST_GROUP) this.#commit();
      else this.#stopGathering ??= this.#clock.after(Math.ceil(wait), () => this.#wake());
    } else if (this.#later.length > 0) {
      if (this.#closing || this.#later.length >= MOST_GROUP) this.#commit();
      else this.#stopIdling ??= this.#clock.after(LATER_MS, () => this.#commit());
    }
  }

  #wake(): void {
    this.#stopGathering = null;
    this.#schedule();
  }

  #commit(): void {
    this.#stopGathering?.();
    this.#stopIdling?.();
    this.#stopGathering = null;
    this.#stopIdling = null;
    if (this.#committing !== null) return;
    const durable = this.#durable.length > 0;
    // Durable ones first: a change that belongs to a visit finds its row.
    const taken = [...this.#durable.splice(0, MOST_GROUP), ...this.#later.splice(0, MOST_GROUP)];
    this.#firstAt = this.#clock.monotonic();
    if (taken.length === 0) return;
    this.#committing = taken;
    this.#thread ??= this.#startThread();
    this.#thread.ref();
    this.#thread.postMessage({ durable, changes: taken.map(({ change }) => change) } satisfies Group);
  }

  #startThread(): Worker {
    const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: this.#path });
    thread.unref();
    let reason = ENDED.message;
    thread.on('message', (outcome: Outcome) => this.#settle((index) => outcome[index] ?? ENDED));
    thread.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => {
      if (this.#thread === thread) this.#thread = null;
      this.#settle(() => ({ ...ENDED, message: reason }));
    });
    return thread;
  }

  #settle(outcomeOf: (index: number) => Failure | number): void {
    const done = this.#committing;
    if (done === null) return;
    this.#committing = null;
    this.#thread?.unref();
    for (const [index, { resolve, reject }] of done.entries()) {
      const outcome = outcomeOf(index);
      if (typeof outcome === 'number') resolve(outcome);
      else reject(toError(outcome));
    }
    this.#schedule();
  }
}

/** A failure without a code of SQLite's is the thread's own end: the change may be tried again. */
function toError({ message, errcode }: Failure): unknown {
  const cause = new Error(message);
  return errcode === null
    ? new StoreError('store_busy', cause)
    : asStoreError(Object.assign(cause, { errcode }));
}
