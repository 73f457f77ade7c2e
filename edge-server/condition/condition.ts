import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { ConditionError } from './error.ts';
import type { Reply } from './process.ts';
import type { Question } from './thread.ts';

/** ms that the process may take to start on a busy machine. */
const START_MS = 10_000;
/** ms after which it has stopped answering: its thread may start anew and then takes 2 s at the most. */
const ANSWER_MS = 15_000;
/** Evaluations that wait for their turn. */
const MOST_WAITING = 200;
/** The folder of the package, wherever npm has put it. */
const JSONATA = dirname(fileURLToPath(import.meta.resolve('jsonata/package.json')));
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/**
 * The second wall, should a condition break out of JSONata: Node's permission model leaves the process nothing but its own
 * code to read. It writes no file, opens no connection, starts no process; its thread inherits that.
 */
export const WALLS = [
  '--permission',
  '--allow-worker',
  ...[here('.'), here('../clock/'), here('../../package.json'), JSONATA].map(
    (path) => `--allow-fs-read=${path}`,
  ),
];
const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));

/**
 * Evaluates JSONata conditions in a process of its own, one at a time. A condition is a program that an admin wrote:
 * it may run without end, which the end of its thread stops (condition-watch.ts), and it may ask for more memory at
 * once than a thread's limit can refuse, which ends the whole process. So that is not the server's.
 *
 *   none ── first evaluation ──► starting ──► idle ⇄ evaluating
 *     ▲                                         │
 *     └── it ended by itself, or did not answer ┘
 */
export class ConditionRunner {
  readonly #clock: Clock;
  #child: ChildProcess | null = null;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock = systemClock) {
    this.#clock = clock;
  }

  /** @throws {ConditionError} */
  evaluate(condition: string, input: unknown): Promise<boolean> {
    if (this.#waiting >= MOST_WAITING) {
      return Promise.reject(new ConditionError('busy', 'too many conditions wait'));
    }
    this.#waiting += 1;
    const result = this.#last.then(() => this.#ask({ condition, input }));
    this.#last = result
      .catch(() => undefined)
      .finally(() => {
        this.#waiting -= 1;
      });
    return result;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #ask(question: Question): Promise<boolean> {
    const child = this.#child ?? (await this.#start());
    const ending = new AbortController();
    const next = this.#next(child, ANSWER_MS, ending.signal);
    child.send(question, (error) => error && ending.abort(error));
    const reply = await next;
    if (reply.kind === 'value') return reply.value;
    if (reply.kind === 'failure') throw new ConditionError(reply.code, reply.message);
    throw new Error('the process says twice that it is ready');
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(PROCESS, [], {
      env: {},
      execArgv: WALLS,
      // V8 prints pages when it runs out of memory.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    // The next question meets it; without a listener it would end the server.
    child.on('error', () => undefined);
    child.on('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    await this.#next(child, START_MS, new AbortController().signal);
    return child;
  }

  /** The process's next message. @throws {ConditionError} when it ends or stays silent */
  async #next(child: ChildProcess, ms: number, signal: AbortSignal): Promise<Reply> {
    const done = new AbortController();
    const options = { signal: done.signal };
    const answer = () =>
      Promise.race([
        once(child, 'message', options).then(([reply]) => reply as Reply),
        once(child, 'exit', options).then(([code, by]) => {
          throw endOf(code as number | null, by as string | null);
        }),
      ]);
    try {
      return await within(this.#clock, ms, answer, signal);
    } catch (error) {
      if (error instanceof ConditionError) throw error;
      await this.close();
      // Its thread is ended long before: it is the machine that gives the process no time.
      throw new ConditionError(
        'busy',
        `the process of conditions did not answer: ${(error as Error).message}`,
      );
    } finally {
      done.abort();
    }
  }
}

/** Killed from outside is nobody's fault, as when the machine ran out of memory or the server stops. */
function endOf(code: number | null, signal: string | null): ConditionError {
  if (signal === 'SIGKILL')
    return new ConditionError('busy', 'the process of conditions was ended from outside');
  return new ConditionError(
    'too_slow',
    `the condition needs too much memory (its process ended: ${signal ?? code})`,
  );
}
