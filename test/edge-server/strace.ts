import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 60_000;

/** Why strace can't be used here, null when it can: some containers forbid ptrace. */
export function noStrace(): string | null {
  const { status, error } = spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']);
  if (error) return 'strace is not installed: apt-get install strace';
  return status === 0 ? null : 'strace may not trace here: the container forbids ptrace';
}

export interface StraceOptions {
  /** System calls to note, as `fdatasync,fsync`. Others run at full speed: the kernel filters (seccomp). */
  trace?: string;
  /** ms that each fdatasync and fsync takes longer, as on a slow card. */
  fsyncMs?: number;
}

/** The edge server as a process of its own under strace. */
export class StracedServer {
  readonly data = mkdtempSync(join(tmpdir(), 'kf99-strace-'));
  readonly child: ChildProcess;
  stdout = '';
  readonly #file = join(this.data, 'strace.txt');

  constructor({ trace = 'fdatasync,fsync', fsyncMs = 0 }: StraceOptions = {}) {
    const slow = fsyncMs > 0 ? ['-e', `inject=fdatasync,fsync:delay_exit=${fsyncMs * 1000}`] : [];
    this.child = spawn(
      'strace',
      [
        ...['-f', '--seccomp-bpf', '-s', '65536', '-y', '-e', `trace=${trace}`, ...slow, '-o', this.#file],
        ...['--', process.execPath, 'edge-server/main.ts', '--role', 'edge'],
      ],
      {
        cwd: ROOT,
        env: {
          PATH: process.env.PATH ?? '',
          KF99_LOG_LEVEL: 'silent',
          KF99_PORT: '0',
          KF99_DATA: this.data,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      },
    );
    this.child.stdout!.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
  }

  /** Waits for the line with the address; answers it without the slash. */
  async ready(): Promise<string> {
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (;;) {
      const url = /ready at (http:\S+)\//.exec(this.stdout)?.[1];
      if (url) return url;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}`);
      await once(this.child.stdout!, 'data', { signal });
    }
  }

  /** What strace has written so far, a system call a line, in the order in which they ended. */
  lines(): string[] {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split('\n') : [];
  }

  /** Syncs to disk that have ended so far. */
  syncs(): number {
    return this.lines().filter(isSync).length;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit', { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      process.kill(-this.child.pid!, 'SIGTERM');
      await ended;
      if (this.child.exitCode === null && this.child.signalCode === null)
        process.kill(-this.child.pid!, 'SIGKILL');
    }
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** A sync that has ended well, whether or not another thread's call stands between its two halves. */
export function isSync(line: string): boolean {
  return /(\bf(data)?sync\(.*|<\.\.\. f(data)?sync resumed>.*)= 0( \(INJECTED\)|\s\(DELAYED\))?$/.test(line);
}
