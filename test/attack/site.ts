import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { impossiblePassword } from '../../edge-server/access/password.ts';
import { Sessions } from '../../edge-server/access/sessions.ts';
import { Tokens } from '../../edge-server/access/tokens.ts';
import { Users } from '../../edge-server/access/users.ts';
import { systemClock } from '../../edge-server/clock/clock.ts';
import type { Allowed, Role, Scope } from '../../edge-server/contract/index.ts';
import { openDatabase } from '../../edge-server/store/db/open.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';

/** ms that an answer may take; a refusal is quick, but a busy machine is not. */
const ANSWER_MS = 60_000;
const MOST_BYTES = 4e6;

export type Headers = Record<string, string>;

/** An answer as it came. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface Asked {
  headers?: Headers;
  body?: string | Uint8Array;
  /** On a connection of its own: an idle one may have been ended to make room. */
  fresh?: boolean;
}

/** A fresh kiosk's server as a process of its own, as a site runs it, with one of every kind of caller. */
export class Site {
  readonly url: string;
  readonly data: string;
  readonly server: ServerProcess;
  /** The console's, by which the first admin is made. */
  readonly setUpCode: string;
  readonly #kiosk: Headers;
  readonly #database: DatabaseSync;

  private constructor(server: ServerProcess, data: string, url: string, kiosk: Headers) {
    this.server = server;
    this.data = data;
    this.url = url;
    this.#kiosk = kiosk;
    this.setUpCode = /#setup=([\w-]+)/.exec(server.stdout)?.[1] ?? '';
    this.#database = openDatabase(join(data, 'kf99.sqlite'), 'normal');
  }

  static async start(env: Headers = {}): Promise<Site> {
    const data = mkdtempSync(join(tmpdir(), 'kf99-attack-'));
    const server = new ServerProcess({ KF99_DATA: data, KF99_PAIRING: 'code', ...env }, ['--role', 'edge']);
    try {
      const url = await server.ready();
      return new Site(server, data, url, await pair(server));
    } catch (error) {
      server.dispose();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#database.close();
    this.server.signalGroup('SIGTERM');
    await this.server.end().catch(() => undefined);
    this.server.dispose();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Headers of such a caller; a person or a token is made for each call, without the cost of a password. */
  as(who: 'nobody' | Allowed): Headers {
    if (who === 'nobody') return {};
    if (who === 'kiosk') return { cookie: this.#kiosk.cookie! };
    if (who.startsWith('token:')) return this.token(who.slice('token:'.length) as Scope);
    return { cookie: `kf99_session=${this.person(who as Role).session}` };
  }

  /** A person with a session. */
  person(role: Role): { id: number; name: string; session: string } {
    const { id, name } = new Users(this.#database, systemClock).add(
      `p-${randomUUID()}`,
      role,
      impossiblePassword(),
    );
    return { id, name, session: new Sessions(this.#database, systemClock).begin(id) };
  }

  /** Headers of a token of these scopes. */
  token(...scopes: Scope[]): Headers {
    const { secret } = new Tokens(this.#database, systemClock).add(randomUUID(), scopes, null);
    return { authorization: `Bearer ${secret}` };
  }

  /** How many visits are stored. */
  visits(): number {
    return Number(this.#database.prepare('select count(*) as n from visits').get()!.n);
  }

  /** A request by the path as it is written here: no `..` is resolved before it is sent. */
  ask(method: string, path: string, { headers = {}, body, fresh = false }: Asked = {}): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const call = request(
        {
          ...{ method, path, host: hostname, port, headers: { ...length, ...headers }, timeout: ANSWER_MS },
          ...(fresh && { agent: false }),
        },
        (answer) => {
          let text = '';
          const end = () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
            // An event stream does not end by itself.
            if (text.length > MOST_BYTES || answer.headers['content-type'] === 'text/event-stream') {
              answer.destroy();
              end();
            }
          });
          answer.on('end', end);
          answer.on('error', end);
        },
      );
      call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path}`)));
      call.on('error', reject);
      call.end(body);
    });
  }

  /** The same with JSON, from this server's own pages. */
  send(method: string, path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
    const json = { 'content-type': 'application/json', origin: this.url, ...headers };
    return this.ask(method, path, { headers: json, body: JSON.stringify(body) });
  }

  /** Bytes as they are; answers what came back until the server ended it, or `ms` have passed. */
  raw(bytes: string, ms = 1500): Promise<string> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname);
      const end = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve(text);
      };
      const timer = setTimeout(end, ms);
      socket.setEncoding('latin1').on('data', (part: string) => {
        text += part;
      });
      socket.on('error', end).on('close', end);
      socket.write(Buffer.from(bytes, 'latin1'));
    });
  }

  /** Whether a person and the kiosk page are answered, as after each attack they have to be. */
  async answers(): Promise<boolean> {
    const [live, mine] = await Promise.all([
      this.ask('GET', '/api/health/live', { fresh: true }),
      this.ask('GET', '/api/settings', { headers: this.as('kiosk'), fresh: true }),
    ]);
    return live.status === 200 && mine.status === 200;
  }
}

/** The code of a problem+json, empty for anything else. */
export function codeOf({ text }: Answer): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code ?? '');
  } catch {
    return '';
  }
}
