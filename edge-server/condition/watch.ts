import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../clock/clock.ts';
import { nextTurn, sleep, within } from '../clock/wait.ts';
import { ConditionError } from './error.ts';
import type { Answer, Question } from './thread.ts';

/** ms of work that a condition may take on one input. */
export const LIMIT_MS = 50;
/** ms after which it is ended even if the machine gave it no time to work. */
const LONGEST_MS = 2000;
/** ms that the thread may take to start on a busy machine. */
const START_MS = 10_000;
const THREAD = new URL('./thread.ts', import.meta.url);

/**
 * Evaluates JSONata conditions in a thread, one after the other: a condition can spin for minutes (a regular
 * expression is enough), and nothing but the end of its thread stops it. The limit is on the time that the
 * thread worked and not on the clock, so that a busy machine condemns no innocent condition. The thread starts
 * with the first question, and anew after one that was ended.
 */
export class ConditionWatch {
  #worker: Worker | null = null;
  #cpu = 0;

  /** Not before the last one is answered. @throws {ConditionError} */
  async ask(question: Question): Promise<boolean> {
    const worker = this.#worker ?? (await this.#start());
    const answered = once(worker, 'message') as Promise<[Answer]>;
    const ending = new AbortController();
    worker.postMessage(question);
    try {
      const [answer] = await Promise.race([answered, this.#overdue(worker, ending.signal)]);
      this.#cpu = answer.cpu;
      switch (answer.kind) {
        case 'value':
          return answer.value;
        case 'syntax':
        case 'failed':
          throw new ConditionError(answer.kind, answer.message);
        case 'ready':
          throw new Error('the thread says twice that it is ready');
      }
    } catch (error) {
      if (error instanceof ConditionError && (error.code === 'syntax' || error.code === 'failed'))
        throw error;
      answered.catch(() => undefined);
      this.#worker = null;
      await worker.terminate();
      // Out of memory ends the thread by itself, with an error of Node's.
      if (error instanceof ConditionError) throw error;
      throw new ConditionError('too_slow', `the condition broke its thread: ${(error as Error).message}`);
    } finally {
      ending.abort();
    }
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(THREAD, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 },
    });
    // The next question meets it; without a listener it would end the process.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    const ready = (signal: AbortSignal) => once(worker, 'message', { signal });
    const [answer] = (await within(systemClock, START_MS, ready)) as [Answer];
    this.#cpu = answer.cpu;
    this.#worker = worker;
    return worker;
  }

  /** Rejects when the thread has worked for longer than the limit. */
  async #overdue(worker: Worker, signal: AbortSignal): Promise<never> {
    const startedAt = systemClock.monotonic();
    for (;;) {
      await sleep(systemClock, LIMIT_MS);
      // Lets an answer in that came while this thread was busy itself.
      await nextTurn();
      if (signal.aborted) return new Promise(() => undefined);
      const { user, system } = await worker.cpuUsage();
      if ((user + system - this.#cpu) / 1000 > LIMIT_MS) {
        throw new ConditionError('too_slow', `the condition worked for more than ${LIMIT_MS} ms`);
      }
      if (systemClock.monotonic() - startedAt > LONGEST_MS) {
        throw new ConditionError('busy', 'the machine had no time for the condition');
      }
    }
  }
}
