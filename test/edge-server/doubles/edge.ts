import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { impossiblePassword } from '../../../edge-server/access/password.ts';
import { Sessions } from '../../../edge-server/access/sessions.ts';
import { Tokens } from '../../../edge-server/access/tokens.ts';
import { Users } from '../../../edge-server/access/users.ts';
import { SESSION_COOKIE } from '../../../edge-server/api/access.ts';
import { type Clock, systemClock } from '../../../edge-server/clock/clock.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import type { Allowed, Evidence, Role, Scope, Settings } from '../../../edge-server/contract/index.ts';
import { Edge } from '../../../edge-server/process/edge.ts';
import type { EdgeOptions } from '../../../edge-server/process/edge-options.ts';
import { SiteSettings } from '../../../edge-server/settings/site-settings.ts';
import { openStore, type Store } from '../../../edge-server/store/store.ts';
import { calibrate } from './calibrate.ts';
import { TestClock } from './clock.ts';
import { TestThermometer } from './thermometer.ts';

export { evidence } from './evidence.ts';

/** ms between two readings while a visit is answered. */
const READING_MS = 5;
const ORIGIN = 'http://127.0.0.1:8080';

interface Options {
  settings?: Partial<Settings>;
  simulated?: boolean;
  paired?: boolean;
  /** False leaves both thermometers as they come; else what they show is what the body has. */
  calibrated?: boolean;
  env?: Record<string, string>;
  /** What the test puts in the place of the machine's own. */
  parts?: Partial<EdgeOptions>;
  /** What an earlier run has left, before anything starts. */
  prepare?: (edge: TestEdge) => Promise<void>;
}

/** The real server on a real SQLite file, without a port, with a thermometer that the test holds. */
export class TestEdge {
  readonly data = mkdtempSync(join(tmpdir(), 'kf99-edge-'));
  readonly thermometer: TestThermometer;
  readonly store: Store;
  readonly edge: Edge;
  readonly #clock: Clock;
  #cookie = '';

  private constructor(options: Options) {
    const { settings = {}, simulated = true, env = {}, parts = {} } = options;
    const { clock = systemClock } = parts;
    this.#clock = clock;
    this.thermometer = new TestThermometer(simulated, clock);
    this.store = openStore(join(this.data, 'kf99.sqlite'));
    const config = readConfig({ KF99_DATA: this.data, KF99_KIOSK_ID: 'test-kiosk', ...env });
    const log = createLog('test', 'silent');
    const base = { ...config.settings, temperatureTimeout: 0.4, ...settings };
    this.edge = new Edge({
      gate: async () => null,
      config,
      settings: new SiteSettings({ database: this.store.database, base, clock, log }),
      store: this.store,
      thermometer: this.thermometer,
      log,
      syncTarget: () => 'off',
      // This machine's own clock has no part in a test.
      timeSource: async () => null,
      ...parts,
    });
  }

  /** Starts it, paired as the kiosk's own browser unless `paired` is false. */
  static async start(options: Options = {}): Promise<TestEdge> {
    const { paired = true } = options;
    const test = new TestEdge(options);
    if (options.calibrated !== false) test.#calibrate();
    await options.prepare?.(test);
    await test.edge.startParts();
    if (paired) test.#cookie = (await test.request('/')).headers.get('set-cookie')?.split(';')[0] ?? '';
    return test;
  }

  /**
   * Headers of a request by someone else than the paired kiosk: `edge.request(path, { headers: edge.as('viewer') })`.
   * A person or a token is made for each call, without the cost of a password.
   */
  as(who: 'nobody' | Allowed): Record<string, string> {
    if (who === 'nobody') return { cookie: '' };
    if (who === 'kiosk') return { cookie: this.#cookie };
    const name = `${who}-${randomUUID()}`;
    if (who.startsWith('token:')) return this.token(who.slice('token:'.length) as Scope);
    const { id } = new Users(this.store.database, this.#clock).add(name, who as Role, impossiblePassword());
    return { cookie: `${SESSION_COOKIE}=${new Sessions(this.store.database, this.#clock).begin(id)}` };
  }

  /** Headers of a request by a token of these scopes. */
  token(...scopes: Scope[]): Record<string, string> {
    const { secret } = new Tokens(this.store.database, this.#clock).add(randomUUID(), scopes, null);
    return { cookie: '', authorization: `Bearer ${secret}` };
  }

  #calibrate(): void {
    const at = this.#clock.now();
    for (const simulated of [false, true]) calibrate(this.store, 'serial', { simulated, at });
  }

  async stop(): Promise<void> {
    await this.edge.stop();
    await this.store.close();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** A request as the kiosk page makes it; `headers` add to or replace what it sends. */
  async request(
    path: string,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { host: '127.0.0.1:8080', cookie: this.#cookie, ...init.headers };
    return this.edge.app.request(`${ORIGIN}${path}`, { ...init, headers });
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: ORIGIN, ...headers },
    });
  }

  post(evidence: unknown): Promise<Response> {
    return this.send('POST', '/api/visits', evidence);
  }

  /** Opens the visit, sends steady readings while it waits, and answers the verdict. */
  async visit(evidence: Evidence, object_c: number | null = 36.5): Promise<Record<string, unknown>> {
    await this.send('PUT', `/api/visits/${evidence.id}/presence`, { present: true });
    // Readings go on while the answer is awaited, so that a slow machine finds them fresh.
    const readings = setInterval(() => {
      if (this.#clock instanceof TestClock) void this.#clock.advance(READING_MS);
      this.thermometer.send(object_c);
    }, READING_MS);
    try {
      return (await (await this.post(evidence)).json()) as Record<string, unknown>;
    } finally {
      clearInterval(readings);
    }
  }
}
