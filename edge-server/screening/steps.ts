import type { Clock } from '../clock/clock.ts';
import { sleep, within } from '../clock/wait.ts';
import { pauseAfter } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import type { StepName, Verdict, VisitStep } from '../contract/index.ts';
import type { PendingVisit, Store } from '../store/store.ts';
import { timedStep } from './timeline.ts';

/**
 * The steps that follow a verdict on their own (`captured`, `published`). Each part that does one registers it:
 *
 *   steps.register('published', {
 *     wanted: (verdict) => broker !== null,
 *     run: async ({ verdict }) => { await publish(verdict); return 'done'; },
 *     retry: { minMs: 1000, maxMs: 60_000, tries: Infinity },
 *   });
 *
 * A wanted step is stored as `pending` in the same transaction as its visit, so a crash between two steps leaves
 * it to do. Each step has a queue of its own, in the order of the visits, and goes on without the others:
 *
 *   pending ── run answers ──► done | skipped
 *      │  ▲
 *      │  └── run throws: noted, tried again after a pause that grows; the queue of this step waits with it
 *      └── thrown StepRefused, or `tries` used up ──► failed
 *
 * What a step did is noted without an fsync: after a power cut the last ones may run once more. Whoever registers
 * a step must be able to bear that. The door is not such a step: it is never done later (door.ts).
 */

/** Visits that a queue takes up at once. */
const BATCH = 32;
/** ms that one try may take. */
const RUN_MS = 30_000;

export interface StepWork {
  /** Whether this visit needs the step; asked once, when the visit is stored. */
  wanted(verdict: Verdict): boolean;
  /** Does it. A rejection is tried again by `retry`, a `StepRefused` is not. */
  run(visit: PendingVisit, signal: AbortSignal): Promise<'done' | 'skipped'>;
  retry: { minMs: number; maxMs: number; tries: number };
}

/** This step of this visit will never work; the message says why. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}

export interface StepsOptions {
  store: Pick<Store, 'pendingSteps' | 'saveStep'>;
  clock: Clock;
  log: Log;
  /** A step that is not tried again. */
  onFailed: (id: string, step: VisitStep) => void;
}

export class VisitSteps {
  readonly #options: StepsOptions;
  readonly #queues = new Map<StepName, Queue>();

  constructor(options: StepsOptions) {
    this.#options = options;
  }

  /** Before `start()`. */
  register(step: StepName, work: StepWork): void {
    this.#queues.set(step, new Queue(step, work, this.#options));
  }

  /** The steps that are stored with this visit as to do; `synced` is the sync worker's. */
  pending(verdict: Verdict): VisitStep[] {
    const wanted = [...this.#queues].filter(([, queue]) => queue.work.wanted(verdict)).map(([step]) => step);
    return [...wanted, 'synced' as const].map((step) =>
      timedStep(this.#options.clock, step, null, null, 'pending'),
    );
  }

  /** Takes up what an earlier run of the server left. */
  start(): void {
    this.wake();
  }

  /** A visit was stored, or what a step waited for is there. */
  wake(): void {
    for (const queue of this.#queues.values()) queue.wake();
  }

  /** Breaks running steps off; they are still to do. */
  async stop(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }
}

class Queue {
  readonly work: StepWork;
  readonly #step: StepName;
  readonly #options: StepsOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #again = false;
  #failures = 0;

  constructor(step: StepName, work: StepWork, options: StepsOptions) {
    this.#step = step;
    this.work = work;
    this.#options = options;
  }

  wake(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // A visit that came just as the queue had seen that it was empty.
      if (this.#again && !this.#stopping.signal.aborted) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        if (await this.#runBatch()) this.#again = true;
      } catch (error) {
        this.#options.log.error({ step: this.#step, err: error }, 'a step could not be noted');
        this.#failures += 1;
        this.#again = true;
      }
      if (this.#failures > 0) await this.#pause();
    }
  }

  /** Runs what is to do, up to the first that fails. @returns whether there may be more */
  async #runBatch(): Promise<boolean> {
    const visits = this.#options.store.pendingSteps(this.#step, BATCH);
    const notes: Promise<void>[] = [];
    let more = visits.length > 0;
    for (const visit of visits) {
      if (this.#stopping.signal.aborted) break;
      const step = await this.#try(visit);
      notes.push(this.#options.store.saveStep(visit.row.id, step));
      if (step.outcome === 'failed') this.#options.onFailed(visit.row.id, step);
      this.#failures = step.outcome === 'pending' ? this.#failures + 1 : 0;
      if (step.outcome === 'pending') break;
    }
    // Noted before the store is asked again, or it would name the same visits.
    await Promise.all(notes);
    if (this.#stopping.signal.aborted) more = false;
    return more;
  }

  async #try(visit: PendingVisit): Promise<VisitStep> {
    const { clock, log } = this.#options;
    const started = clock.monotonic();
    try {
      const run = (signal: AbortSignal) => this.work.run(visit, signal);
      const outcome = await within(clock, RUN_MS, run, this.#stopping.signal);
      const step = timedStep(clock, this.#step, started, clock.monotonic(), outcome);
      return { ...step, attempts: visit.attempts };
    } catch (cause) {
      // Being stopped is not a failure of the visit.
      const attempts = visit.attempts + (this.#stopping.signal.aborted ? 0 : 1);
      const error = cause instanceof Error ? cause.message : String(cause);
      const over = cause instanceof StepRefused || attempts >= this.work.retry.tries;
      log.warn({ visit: visit.row.id, step: this.#step, attempts, reason: error }, 'a step failed');
      const step = timedStep(clock, this.#step, started, over ? clock.monotonic() : null);
      return { ...step, outcome: over ? 'failed' : 'pending', error, attempts };
    }
  }

  async #pause(): Promise<void> {
    const ms = pauseAfter(this.work.retry, this.#failures);
    await sleep(this.#options.clock, ms, { signal: this.#stopping.signal });
  }
}
