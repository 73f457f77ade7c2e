import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Log } from '../common/log.ts';
import { WORKER_FLAGS } from './memory.ts';
import type { Role } from './role.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A child that ran this long was well: its next failure is a new one. */
const WELL_MS = 60_000;
/** After this long a child that was asked to stop is ended. */
const STOP_MS = 4000;

/**
 * Keeps one role running as a child process: restarted with back-off when it ends by itself, ended with its
 * parent. The channel between them carries nothing; that it closes tells the child that the parent has gone,
 * even by kill -9.
 */
export class ChildRole {
  readonly #role: Role;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: Log;
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE_MS;
  #stopping = false;

  constructor(role: Role, env: NodeJS.ProcessEnv, log: Log) {
    this.#role = role;
    this.#env = env;
    this.#log = log;
  }

  start(): void {
    const startedAt = performance.now();
    const execArgv = [...process.execArgv, ...(this.#role === 'sync' ? WORKER_FLAGS : [])];
    const child = fork(MAIN, ['--role', this.#role], { env: this.#env, execArgv });
    this.#child = child;
    child.on('error', (error) =>
      this.#log.error({ child: this.#role, reason: error.message }, 'child failed'),
    );
    child.on('exit', (code, signal) => {
      this.#child = null;
      if (this.#stopping) return;
      if (performance.now() - startedAt > WELL_MS) this.#pause = FIRST_PAUSE_MS;
      this.#log.warn(
        { child: this.#role, code, signal, pauseMs: this.#pause },
        'child ended, starting it again',
      );
      this.#restart = setTimeout(() => this.start(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(limit);
  }
}
