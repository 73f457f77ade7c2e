import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 30_000;

/** The server as a real process, with only the variables that the test names. */
export class ServerProcess {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(env: Record<string, string>, args: string[] = []) {
    this.child = spawn(process.execPath, ['edge-server/main.ts', ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        // As `npm start` does: without it each server strips the types of all modules anew.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
        KF99_LOG_LEVEL: 'silent',
        KF99_PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a test can send a signal to all of it, as a terminal does.
      detached: true,
    });
    this.child.stdout!.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  /** Waits for the line with the address; answers it without the slash. */
  async ready(): Promise<string> {
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (;;) {
      const url = /ready at (https?:\S+)\//.exec(this.stdout)?.[1];
      if (url) return url;
      const { exitCode, signalCode } = this.child;
      if (exitCode !== null || signalCode !== null) {
        throw new Error(`ended with ${exitCode ?? signalCode}: ${this.stderr}`);
      }
      // Its end counts too: nothing else may keep this process waiting for it.
      await Promise.race([
        once(this.child.stdout!, 'data', { signal }),
        once(this.child, 'exit', { signal }),
      ]);
    }
  }

  /** Waits for the end; answers the exit code, or the signal's name. */
  async end(): Promise<number | NodeJS.Signals | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });
    }
    return child.exitCode ?? child.signalCode;
  }

  /** Sends a signal to the process and everything that it started. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.child.pid!, signal);
  }

  /** How many processes it has started that still run. */
  get children(): number {
    const { pid } = this.child;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).length;
  }

  /** Whether anything of the process group still runs. */
  groupAlive(): boolean {
    try {
      process.kill(-this.child.pid!, 0);
      return true;
    } catch {
      return false;
    }
  }

  /** For the end of a test: nothing is left, whatever happened. */
  dispose(): void {
    if (this.groupAlive()) this.signalGroup('SIGKILL');
  }
}

/** Pairs by the code that the server printed, and answers headers for the API. */
export async function pair(server: { readonly stdout: string }): Promise<Record<string, string>> {
  const link = /(http:\S+\?pair=[\w-]+)/.exec(server.stdout)?.[1];
  if (!link) throw new Error(`no pairing address in: ${server.stdout}`);
  const response = await fetch(link, { redirect: 'manual' });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error(`pairing answered ${response.status}`);
  return { cookie, 'content-type': 'application/json', origin: new URL(link).origin };
}
