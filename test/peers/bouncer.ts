import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificates } from '../edge-server/doubles/certificates.ts';
import { freePort } from '../edge-server/sync/postgres.ts';
import { Daemon } from './daemon.ts';
import { OWNERS_PASSWORD, type TlsPostgres } from './postgres.ts';

/** PgBouncer in transaction mode as docs/cloud.md has it: TLS on both sides, users by `auth_query`. */
export class TlsBouncer {
  readonly port: number;
  readonly #daemon: Daemon;

  private constructor(port: number, file: string) {
    this.port = port;
    const asOther = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
    this.#daemon = new Daemon({
      command: 'pgbouncer',
      args: ['-q', ...asOther, file],
      port,
      signal: 'SIGKILL',
    });
  }

  static async start(folder: string, certificates: Certificates, server: TlsPostgres): Promise<TlsBouncer> {
    const port = await freePort();
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const file = (name: string) => join(folder, name);
    for (const [from, to] of [
      ['site.pem', 'ca.pem'],
      ['bouncer.pem', 'cert.pem'],
      ['bouncer.key', 'key.pem'],
    ] as const) {
      copyFileSync(certificates.path(from), file(to));
      // As root it becomes another user before it reads them.
      chmodSync(file(to), 0o644);
    }
    writeFileSync(file('users'), `"postgres" "${OWNERS_PASSWORD}"\n`);
    const lines = [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port} auth_user=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      'default_pool_size = 4',
      'auth_type = scram-sha-256',
      `auth_file = ${file('users')}`,
      'server_tls_sslmode = verify-full',
      `server_tls_ca_file = ${file('ca.pem')}`,
      'client_tls_sslmode = require',
      `client_tls_cert_file = ${file('cert.pem')}`,
      `client_tls_key_file = ${file('key.pem')}`,
    ];
    writeFileSync(file('ini'), lines.join('\n'));
    const bouncer = new TlsBouncer(port, file('ini'));
    await bouncer.#daemon.start();
    return bouncer;
  }

  async restart(): Promise<void> {
    await this.#daemon.stop();
    await this.#daemon.start();
  }

  stop(): Promise<void> {
    return this.#daemon.stop();
  }
}
