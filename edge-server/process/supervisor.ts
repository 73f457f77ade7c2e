import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Clock, type Stop, systemClock } from '../clock/clock.ts';
import { Backoff } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import { CLOUD_FLAGS, WORKER_FLAGS } from './memory.ts';
import type { Role } from './role.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const RESTART = { minMs: 500, maxMs: 30_000 };
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
  readonly #clock: Clock;
  readonly #backoff = new Backoff(RESTART);
  #child: ChildProcess | null = null;
  #stopRestart: Stop = () => undefined;
  #stopping = false;

  constructor(role: Role, env: NodeJS.ProcessEnv, log: Log, clock = systemClock) {
    this.#role = role;
    this.#env = env;
    this.#log = log;
    this.#clock = clock;
  }

  start(): void {
    const startedAt = this.#clock.monotonic();
    const execArgv = [...process.execArgv, ...flagsOf(this.#role)];
    const child = fork(MAIN, ['--role', this.#role], { env: this.#env, execArgv });
    this.#child = child;
    child.on('error', (error) =>
      this.#log.error({ child: this.#role, reason: error.message }, 'child failed'),
    );
    child.on('exit', (code, signal) => {
      this.#child = null;
      if (this.#stopping) return;
      if (this.#clock.monotonic() - startedAt > WELL_MS) this.#backoff.succeeded();
      const pauseMs = Math.round(this.#backoff.failed());
      this.#log.warn({ child: this.#role, code, signal, pauseMs }, 'child ended, starting it again');
      this.#stopRestart = this.#clock.after(pauseMs, () => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopRestart();
    const child = this.#child;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const stopLimit = this.#clock.after(STOP_MS, () => child.kill('SIGKILL'));
    await exited;
    stopLimit();
  }
}

function flagsOf(role: Role): readonly string[] {
  if (role === 'sync') return WORKER_FLAGS;
  return role === 'cloud' ? CLOUD_FLAGS : [];
}
