import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Health } from '../../edge-server/contract/index.ts';
import { docker, type Outcome, ROOT, tryDocker } from './docker.ts';

export const KIOSK = 'container-test';
/** ms that a container may take to come up or to notice something. */
export const WAIT_MS = 90_000;

/** The services that run on, and not only once. */
export const SERVICES = ['edge-server', 'sync-worker', 'postgres', 'mosquitto'] as const;
export type Service = (typeof SERVICES)[number];

/** The stack of docker-compose.yml under a name, with ports and volumes of its own. */
export class Stack {
  /** What the server sees as the machine's /dev. */
  readonly dev = mkdtempSync(join(tmpdir(), 'kf99-dev-'));
  readonly url: string;
  /** What compose is told; a test may change it before the first start. */
  readonly env: Record<string, string>;
  #cookie = '';

  /** @param files compose files over docker-compose.yml */
  static async make(...files: string[]): Promise<Stack> {
    return new Stack(files, await freePort());
  }

  private constructor(files: string[], port: number) {
    chmodSync(this.dev, 0o755);
    for (const name of ['pts', 'shm']) {
      mkdirSync(join(this.dev, name));
      writeFileSync(join(this.dev, name, 'of-the-machine'), '', { mode: 0o666 });
    }
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      COMPOSE_FILE: ['docker-compose.yml', ...files].map((file) => join(ROOT, file)).join(':'),
      COMPOSE_PROJECT_NAME: `kf99-test-${process.pid}`,
      COMPOSE_PROFILES: 'cloud,mqtt',
      STACK_IMAGE: 'kf99:test',
      STACK_DEV: this.dev,
      KF99_PORT: String(port),
      KF99_KIOSK_ID: KIOSK,
      KF99_MQTT_URL: 'mqtt://mosquitto:1883',
    };
  }

  compose(...args: string[]): Promise<string> {
    return docker(['compose', ...args], this.env);
  }

  tryCompose(...args: string[]): Promise<Outcome> {
    return tryDocker(['compose', ...args], this.env);
  }

  exec(service: Service, ...command: string[]): Promise<string> {
    return this.compose('exec', '-T', service, ...command);
  }

  tryExec(service: Service, ...command: string[]): Promise<Outcome> {
    return this.tryCompose('exec', '-T', service, ...command);
  }

  async container(service: Service): Promise<string> {
    return this.compose('ps', '-q', service);
  }

  /** One answer of the database, as its owner. */
  sql(query: string): Promise<string> {
    return this.exec('postgres', 'psql', '-U', 'kf99_owner', '-d', 'kf99', '-Atc', query);
  }

  async health(): Promise<Health | null> {
    try {
      return (await (await fetch(`${this.url}/api/health`)).json()) as Health;
    } catch {
      return null;
    }
  }

  /** Makes this process the kiosk, as the documents say it. */
  async pair(): Promise<void> {
    const code = /\?pair=([\w-]+)/.exec(await this.exec('edge-server', 'kf99', 'pair'))?.[1];
    const answer = await fetch(`${this.url}/?pair=${code}`, { redirect: 'manual' });
    this.#cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  /** A request of the kiosk page. */
  kiosk(method: string, path: string, body: unknown): Promise<Response> {
    const headers = { cookie: this.#cookie, origin: this.url, 'content-type': 'application/json' };
    return fetch(`${this.url}${path}`, { method, headers, body: JSON.stringify(body) });
  }

  /** Takes everything away, volumes and images too. */
  async dispose(): Promise<void> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '5');
    rmSync(this.dev, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
