import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../edge-server/process.ts';
import type { Journal } from './journal.ts';

/** systemd's RestartSec. */
const RESTART_MS = 100;
const STOP_MS = 20_000;

export interface ServiceOptions {
  name: string;
  /** Arguments of edge-server/main.ts. */
  args: string[];
  env: () => Record<string, string>;
  /** File that takes what it printed. */
  log: string;
  journal: Journal;
}

/**
 * A process of the product that is started again whenever it has ended, as the site's systemd does.
 *
 *   off ── start() ──► running ── it ended, or kill() ──► pausing ── after a while ──► running
 *    ▲                    │                                  │
 *    └────────────────────┴────────── halt(), stop() ────────┘
 */
export class Service {
  readonly #options: ServiceOptions;
  #process: ServerProcess | null = null;
  #wanted = false;
  #expected = false;
  #pauseMs = RESTART_MS;
  #restart: NodeJS.Timeout | undefined;
  /** How often it ended without having been killed. */
  ownEnds = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Kills what runs when the harness itself ends in a way that nobody foresaw. */
  readonly #last = () => this.#process?.dispose();

  get running(): boolean {
    return this.#process !== null;
  }

  /** What it has printed since its start. */
  get stdout(): string {
    return this.#process?.stdout ?? '';
  }

  /** Whether it has said that it is ready. */
  get ready(): boolean {
    return /ready at/.test(this.stdout);
  }

  start(): void {
    this.#wanted = true;
    process.off('exit', this.#last).once('exit', this.#last);
    this.#launch();
  }

  /** kill -9; it is started again after `pauseMs`. Answers whether there was anything to kill. */
  kill(pauseMs: number): boolean {
    if (this.#process === null) return false;
    this.#expected = true;
    this.#pauseMs = pauseMs;
    this.#signal('SIGKILL');
    return true;
  }

  /** It stands still until `thaw()`. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** kill -9, and it stays off. */
  async halt(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#restart);
    const child = this.#process?.child;
    if (!child) return;
    const ended = once(child, 'close', { signal: AbortSignal.timeout(STOP_MS) });
    this.kill(0);
    await ended;
  }

  /** Asks it to end and waits; answers its exit code, null when it had to be killed. */
  async stop(): Promise<number | null> {
    this.#wanted = false;
    clearTimeout(this.#restart);
    const running = this.#process;
    if (running === null) return 0;
    this.#expected = true;
    const ended = once(running.child, 'close');
    running.child.kill('SIGTERM');
    const late = sleep(STOP_MS, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') running.dispose();
    await ended;
    return running.child.exitCode;
  }

  /** A process that has just ended is not an error: it may do so at any time. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#process?.groupAlive()) this.#process.signalGroup(signal);
  }

  #launch(): void {
    const { args, env } = this.#options;
    const started = new ServerProcess(env(), args);
    this.#process = started;
    this.#expected = false;
    started.child.once('close', (code, signal) => this.#ended(started, code ?? signal));
  }

  #ended(ended: ServerProcess, how: number | NodeJS.Signals | null): void {
    const { name, log, journal } = this.#options;
    appendFileSync(log, `${ended.stdout}${ended.stderr}--- ${name} ended: ${how}\n`);
    this.#process = null;
    if (!this.#wanted) process.off('exit', this.#last);
    if (!this.#expected) {
      this.ownEnds += 1;
      journal.say(`${name} ended by itself (${how}): ${ended.stderr.trim().split('\n')[0]}`);
    }
    if (this.#wanted) this.#restart = setTimeout(() => this.#launch(), this.#pauseMs);
    this.#pauseMs = RESTART_MS;
  }
}
