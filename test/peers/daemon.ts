import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../until.ts';

export const PATHS = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
const START_MS = 30_000;
const STOP_MS = 15_000;

/** What a program is started with; `user` is whose rights it takes when we are root. */
export interface Program {
  command: string;
  args: string[];
  port: number;
  user?: string;
  env?: Record<string, string>;
  /** Asks it to end at once. */
  signal?: NodeJS.Signals;
}

/** A program of Debian's that listens on a port of this machine; it can be ended and begun again. */
export class Daemon {
  readonly #program: Program;
  #child: ChildProcess | null = null;
  #said = '';

  constructor(program: Program) {
    this.#program = program;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const { command, args, port, user, env } = this.#program;
    const child = spawn(command, args, {
      env: { ...PATHS, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...idsOf(user),
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#said = (this.#said + chunk.toString()).slice(-2000);
      });
    }
    child.on('error', (error) => {
      this.#said += error.message;
    });
    process.once('exit', this.#last);
    await until(
      () => listens(port),
      () => `${command} listens on ${port}: ${this.#said}`,
      START_MS,
    );
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    process.off('exit', this.#last);
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOP_MS) });
    child.kill(this.#program.signal ?? 'SIGTERM');
    await ended;
  }

  /** Reads its files again. */
  reload(): void {
    this.#child?.kill('SIGHUP');
  }

  readonly #last = () => this.#child?.kill('SIGKILL');
}

/** The numbers of a user and its group, when we are root and some programs refuse to be. */
export function idsOf(user: string | undefined): { uid?: number; gid?: number } {
  if (user === undefined || process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
