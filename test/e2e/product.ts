import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { paths } from '../../edge-server/common/data-folder.ts';
import { seedCloud } from '../edge-server/doubles/made-cloud.ts';
import { seedPassedModel } from '../edge-server/doubles/passed-model.ts';

const READY = /ready at (http:\S+)/;
const SET_UP = /(http:\S+#setup=\S+)/;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const POSTGRES_LIMIT_MS = 60_000;

/** Who may log in on the admin page of every product under test. */
export const ADMIN = { name: 'admin', password: 'entrance hall 1' };

export interface HistoryRow {
  id: string;
  ispass: boolean;
  visited: Date;
  verdict: string;
  reasons: string[];
  attempt_of: string | null;
  mask: string;
  estimate_c: number | null;
  simulated: boolean;
  mask_ms: number;
  server_ms: number;
}

/** The whole product as `npm start` runs it, with a data folder and a port of its own. */
export class Product {
  readonly url: string;
  /** The address by which the first admin is made; null when there is one. */
  readonly setUpUrl: string | null;
  readonly data: string;
  readonly #child: ChildProcess;
  readonly #sql: postgres.Sql;

  private constructor(url: string, setUpUrl: string | null, data: string, child: ChildProcess) {
    this.url = url;
    this.setUpUrl = setUpUrl;
    this.data = data;
    this.#child = child;
    this.#sql = postgres({
      host: paths.socketFolder(data),
      database: 'postgres',
      username: 'postgres',
      prepare: false,
      max: 1,
      onnotice: () => undefined,
    });
  }

  /** The server's process. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Starts the server and its children, and waits for the line with the address. */
  static async start(env: Record<string, string> = {}, args: readonly string[] = []): Promise<Product> {
    const data = env.KF99_DATA ?? mkdtempSync(join(tmpdir(), 'kf99-'));
    const passwordFile = join(data, 'admin-password');
    writeFileSync(passwordFile, ADMIN.password);
    await seedCloud(data);
    seedPassedModel(data);
    const root = join(import.meta.dirname, '../..');
    const child = spawn(join(root, 'node_modules/.bin/node'), ['edge-server/main.ts', ...args], {
      cwd: root,
      env: {
        PATH: process.env.PATH ?? '',
        // As `npm start` does: without it each product strips the types of all modules anew.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
        HOME: data,
        KF99_DATA: data,
        KF99_PORT: '0',
        KF99_ADMIN_PASSWORD_FILE: passwordFile,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // A test that fails before it stops its product ends this process, and with it the product.
    const end = () => child.kill('SIGINT');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    const limit = AbortSignal.timeout(START_LIMIT_MS);
    let output = '';
    for (;;) {
      const [chunk] = (await once(child.stdout!, 'data', { signal: limit })) as [Buffer];
      output += chunk.toString();
      const url = READY.exec(output)?.[1];
      if (url) {
        child.stdout!.resume();
        return new Product(url.replace(/\/$/, ''), SET_UP.exec(output)?.[1] ?? null, data, child);
      }
    }
  }

  /** The cloud's rows, oldest first; waits until there are `count`, at most a minute. */
  async history(count: number): Promise<HistoryRow[]> {
    const end = Date.now() + POSTGRES_LIMIT_MS;
    for (;;) {
      const rows = await this.#rows();
      if (rows.length >= count || Date.now() > end) return rows;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  async #rows(): Promise<HistoryRow[]> {
    try {
      return await this.#sql<HistoryRow[]>`select * from history order by id`;
    } catch (error) {
      // The embedded cloud starts after the server: until then there is no socket, or no table.
      const code = (error as { code?: string }).code ?? '';
      if (['ENOENT', 'ECONNREFUSED', 'CONNECTION_CLOSED', '42P01'].includes(code)) return [];
      throw error;
    }
  }

  /** Ends the server as a power cut would; its data stays. */
  async crash(): Promise<void> {
    await this.#sql.end({ timeout: 1 });
    const exited = once(this.#child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Ends it as Ctrl-C does; @returns the exit code. */
  async stop(): Promise<number | null> {
    await this.#sql.end({ timeout: 1 });
    const exited = once(this.#child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
    this.#child.kill('SIGINT');
    try {
      const [code] = (await exited) as [number | null];
      return code;
    } finally {
      this.#child.kill('SIGKILL');
      // The children of a server that was killed may still be writing: they end as soon as they see it gone.
      rmSync(this.data, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    }
  }
}
