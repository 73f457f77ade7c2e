import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { FaultyProxy } from './proxy.ts';

const GONE_MS = 10_000;
const START_TRIES = 10;

/** A real Postgres that can be killed, behind a line that misbehaves. */
export class Cloud {
  readonly proxy: FaultyProxy;
  readonly #postgres: RealPostgres;
  #url = '';
  #up: Promise<void> = Promise.resolve();

  private constructor(postgres: RealPostgres) {
    this.#postgres = postgres;
    this.proxy = new FaultyProxy(Number(new URL(postgres.url).port));
  }

  /** Starts it with the product's schema and one kiosk that it knows. */
  static async start(kioskId: string, token: string): Promise<Cloud> {
    const cloud = new Cloud(await RealPostgres.start({ fsync: true }));
    await cloud.#postgres.prepare(kioskId, token);
    const url = new URL(cloud.#postgres.url);
    url.port = String(await cloud.proxy.start());
    cloud.#url = url.href;
    return cloud;
  }

  /** What the kiosk connects to: the misbehaving line. */
  get url(): string {
    return this.#url;
  }

  /** Kills every process of the server when it runs, and starts it again after a while. */
  async kill(downMs: number): Promise<void> {
    await this.#up;
    const postmaster = this.#postgres.pid();
    const pids = [postmaster, ...childrenOf(postmaster)];
    for (const pid of pids) kill(pid);
    for (const end = Date.now() + GONE_MS; pids.some(alive); await sleep(20)) {
      if (Date.now() > end) throw new Error('Postgres outlives kill -9');
    }
    this.#up = sleep(downMs).then(() => this.#start());
    // Whoever waits for it is told; until then nobody may.
    this.#up.catch(() => undefined);
  }

  async #start(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#postgres.start();
      } catch (cause) {
        // A backend that started while the others were killed may still hold the shared memory.
        if (tries === START_TRIES) throw new Error('Postgres does not start after kill -9', { cause });
        await sleep(500);
      }
    }
  }

  /** Resolves when it is up. */
  ready(): Promise<void> {
    return this.#up;
  }

  /** Runs a query on a connection that does not go through the faulty line. */
  with: RealPostgres['with'] = (work) => this.#postgres.with(work);

  async dispose(): Promise<void> {
    await this.proxy.stop();
    await this.#up;
    await this.#postgres.dispose();
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent);
}

/** A process that has ended stays a zombie until its parent asks for it. */
function alive(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && state !== 'Z';
}

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
