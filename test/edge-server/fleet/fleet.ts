import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { impossiblePassword } from '../../../edge-server/access/password.ts';
import { Sessions } from '../../../edge-server/access/sessions.ts';
import { Tokens } from '../../../edge-server/access/tokens.ts';
import { Users } from '../../../edge-server/access/users.ts';
import { SESSION_COOKIE } from '../../../edge-server/api/access.ts';
import { ProblemError } from '../../../edge-server/api/problem.ts';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import type { Allowed, Role, Scope } from '../../../edge-server/contract/index.ts';
import type { Ask } from '../../../edge-server/fleet/reader/cloud-reader.ts';
import { FleetServer } from '../../../edge-server/fleet/routes/server.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { TestCloud } from './cloud.ts';

const ORIGIN = 'http://127.0.0.1:8080';

/** The fleet's server on a cloud in memory, without a port. */
export class TestFleet {
  readonly cloud: TestCloud;
  readonly server: FleetServer;
  /** The cloud answers nothing. */
  away = false;
  readonly #data: string;
  readonly #database: DatabaseSync;

  private constructor(cloud: TestCloud, data: string) {
    this.cloud = cloud;
    this.#data = data;
    this.#database = openDatabase(join(data, 'kf99.sqlite'), 'full');
    const ask: Ask = (text, values) => {
      if (this.away) throw new ProblemError('cloud_away');
      return cloud.query(text, [...values]);
    };
    const log = createLog('test', 'silent');
    this.server = new FleetServer({
      config: readConfig({ KF99_DATA: data }),
      database: this.#database,
      ask,
      tend: async () => void (await cloud.query('select kf99_tend()')),
      log,
    });
  }

  static async start(): Promise<TestFleet> {
    return new TestFleet(await TestCloud.start(), mkdtempSync(join(tmpdir(), 'kf99-fleet-')));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.#database.close();
    await this.cloud.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** Headers of a person or a token, made for each call. */
  as(who: 'nobody' | Allowed): Record<string, string> {
    if (who === 'nobody' || who === 'kiosk') return {};
    const name = `${who}-${randomUUID()}`.slice(0, 40);
    if (who.startsWith('token:')) {
      const scope = who.slice('token:'.length) as Scope;
      const { secret } = new Tokens(this.#database, systemClock).add(name, [scope], null);
      return { authorization: `Bearer ${secret}` };
    }
    const { id } = new Users(this.#database, systemClock).add(name, who as Role, impossiblePassword());
    return { cookie: `${SESSION_COOKIE}=${new Sessions(this.#database, systemClock).begin(id)}` };
  }

  async request(method: string, path: string, headers: Record<string, string>): Promise<Response> {
    const body = method === 'GET' ? {} : { body: '{}' };
    return this.server.app.request(`${ORIGIN}${path}`, {
      method,
      headers: { host: '127.0.0.1:8080', origin: ORIGIN, 'content-type': 'application/json', ...headers },
      ...body,
    });
  }

  /** What a viewer is answered. */
  async get<T>(path: string): Promise<T> {
    const response = await this.request('GET', path, this.as('viewer'));
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
