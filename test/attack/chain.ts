import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { addKiosk } from '../../edge-server/cloud/kiosks.ts';
import { migrateCloud } from '../../edge-server/cloud/migrate.ts';
import { asOwner } from '../../edge-server/cloud/owner.ts';
import { ServerProcess } from '../edge-server/process.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';

/** How a kiosk reaches the cloud. */
export interface Access {
  url: string;
  token: string;
}

/** A chain's cloud as docs/cloud.md sets it up: a real Postgres with its owner, its reader and the kiosks' users. */
export class Chain {
  readonly server: RealPostgres;
  readonly owner: string;
  readonly reader: string;
  readonly #open: postgres.Sql[] = [];

  private constructor(server: RealPostgres, owner: string, reader: string) {
    this.server = server;
    this.owner = owner;
    this.reader = reader;
  }

  /** @param fsync whether the server waits for its disk, for figures */
  static async start(options: { fsync?: boolean } = {}): Promise<Chain> {
    const server = await RealPostgres.start(options);
    await server.with(async (sql) => {
      await sql.unsafe("create role kf99_owner login createrole password 'secret'");
      await sql.unsafe("create role kf99_reader login password 'secret' connection limit 20");
      await sql.unsafe('alter role kf99_reader set default_transaction_read_only = on');
      await sql.unsafe('create database kf99 owner kf99_owner');
    });
    const urlOf = (user: string) => {
      const url = new URL(server.url);
      [url.username, url.pathname] = [user, '/kf99'];
      return url.href;
    };
    const chain = new Chain(server, urlOf('kf99_owner'), urlOf('kf99_reader'));
    await asOwner(chain.owner, migrateCloud);
    // What cloud:migrate asks the server's administrator to do.
    const there = new URL(server.url);
    there.pathname = '/kf99';
    const admin = chain.connect(there.href);
    await admin.unsafe(
      'revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public',
    );
    await admin.unsafe('revoke connect on database postgres, template1 from public');
    await admin.end();
    return chain;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.map((sql) => sql.end({ timeout: 1 })));
    await this.server.dispose();
  }

  owned<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    return asOwner(this.owner, (_, sql) => work(sql));
  }

  /** Makes a kiosk known, with a user of its own. */
  async enrol(id: string): Promise<Access> {
    const access = await this.owned((sql) => addKiosk(sql, id, { site: 'Busan' }));
    if (access === null) throw new Error(`${id} is there already`);
    const url = new URL(this.owner);
    [url.username, url.password] = [access.login, access.password];
    return { url: url.href, token: access.token };
  }

  /** A connection of its own, ended with the chain. */
  connect(url: string): postgres.Sql {
    const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 });
    this.#open.push(sql);
    return sql;
  }
}

/** What staff of the chain look at, one address a page. */
export function fleetPages(now = new Date()): string[] {
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const range = `from=${day(-30)}&to=${day(1)}&bucket=day`;
  return [
    '/api/health',
    '/api/admin/kiosks',
    '/api/admin/alarms?state=all&limit=200',
    '/api/admin/visits?limit=200',
    '/api/admin/today',
    `/api/admin/statistics?${range}`,
    `/api/admin/statistics?${range}&kiosk=good`,
    `/api/admin/totals?by=kiosk&from=${day(-30)}T00:00:00Z&to=${day(1)}T00:00:00Z`,
    `/api/admin/totals?by=site&from=${day(-30)}T00:00:00Z&to=${day(1)}T00:00:00Z`,
  ];
}

const PAGE_MS = 20_000;

/** The server of the pages for all kiosks, as a process of its own, with a person who is logged in. */
export class FleetPages {
  readonly #server: ServerProcess;
  readonly #data: string;
  readonly #url: string;
  readonly #cookie: string;

  private constructor(server: ServerProcess, data: string, url: string, cookie: string) {
    this.#server = server;
    this.#data = data;
    this.#url = url;
    this.#cookie = cookie;
  }

  static async start({ reader }: Chain): Promise<FleetPages> {
    const data = mkdtempSync(join(tmpdir(), 'kf99-fleet-'));
    const server = new ServerProcess({ KF99_DATA: data, KF99_READER_URL: reader }, ['--role', 'fleet']);
    const url = await server.ready();
    const [, code = ''] = /#setup=([\w-]+)/.exec(server.stdout) ?? [];
    const made = await fetch(`${url}/api/session/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, name: 'kim', password: 'entrance hall 1' }),
    });
    const cookie = made.headers.getSetCookie().map((line) => line.split(';')[0]!);
    return new FleetPages(server, data, url, cookie.join('; '));
  }

  async stop(): Promise<void> {
    this.#server.signalGroup('SIGTERM');
    await this.#server.end().catch(() => undefined);
    this.#server.dispose();
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** Reads a page; answers its words, and the ms that it took. Null words when it can't be read. */
  async read(path: string): Promise<{ text: string | null; ms: number }> {
    const began = performance.now();
    const response = await fetch(`${this.#url}${path}`, {
      headers: { cookie: this.#cookie },
      signal: AbortSignal.timeout(PAGE_MS),
    }).catch(() => null);
    const text = response === null ? null : await response.text().catch(() => null);
    return { text: response?.ok ? text : null, ms: performance.now() - began };
  }
}
