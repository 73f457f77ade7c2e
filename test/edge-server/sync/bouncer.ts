import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './postgres.ts';

const LIMIT_MS = 10_000;

/** Why no PgBouncer can be tested here; null when one can. */
export function noBouncer(): string | null {
  try {
    execFileSync('pgbouncer', ['--version'], { env: PATHS });
    return null;
  } catch {
    return 'pgbouncer is not installed (Debian: apt-get install pgbouncer)';
  }
}

const PATHS = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

/** A PgBouncer in transaction mode in front of a Postgres, on a port of its own. */
export class Bouncer {
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, port: number, child: ChildProcess, folder: string) {
    this.url = url;
    this.port = port;
    this.#child = child;
    this.#folder = folder;
  }

  /** @param connections to the server, shared by all clients */
  static async start(postgresUrl: string, connections: number): Promise<Bouncer> {
    const target = new URL(postgresUrl);
    const folder = mkdtempSync(join(tmpdir(), 'kf99-bouncer-'));
    const port = await freePort();
    writeFileSync(join(folder, 'users'), `"${target.username}" "${target.password}"\n`);
    writeFileSync(
      join(folder, 'ini'),
      [
        '[databases]',
        `* = host=127.0.0.1 port=${target.port}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'pool_mode = transaction',
        `default_pool_size = ${connections}`,
        'max_client_conn = 2000',
        'auth_type = plain',
        `auth_file = ${join(folder, 'users')}`,
      ].join('\n'),
    );
    // As root it refuses to run, so another user has to reach its files.
    chmodSync(folder, 0o755);
    const asOther = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
    const child = spawn('pgbouncer', ['-q', ...asOther, join(folder, 'ini')], {
      env: PATHS,
      stdio: 'ignore',
    });
    const url = new URL(postgresUrl);
    url.port = String(port);
    const bouncer = new Bouncer(url.href, port, child, folder);
    try {
      await bouncer.#listening();
      return bouncer;
    } catch (error) {
      await bouncer.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      const socket = connect(this.port, '127.0.0.1');
      const open = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(
          () => false,
          () => false,
        ),
      ]).catch(() => false);
      socket.destroy();
      if (open) return;
      if (this.#child.exitCode !== null) throw new Error(`pgbouncer ended with ${this.#child.exitCode}`);
      if (Date.now() > end) throw new Error('pgbouncer does not listen');
      await sleep(50);
    }
  }
}
