import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A folder of PEM files that this machine's openssl makes. */
export class Certificates {
  readonly folder = mkdtempSync(join(tmpdir(), 'kf99-tls-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A certificate authority, and for each name a certificate of it for 127.0.0.1 and for the name. */
  authority(ca: string, names: string[]): void {
    this.#openssl(
      ...['req', '-x509', ...NEW_KEY, '-keyout', `${ca}.key`, '-out', `${ca}.pem`],
      ...['-subj', `/CN=${ca}`, '-days', '2'],
    );
    for (const name of names) {
      writeFileSync(this.path('san.ext'), `subjectAltName=IP:127.0.0.1,DNS:${name}`);
      this.#openssl(
        'req',
        ...NEW_KEY,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${name}`,
      );
      this.#openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`],
        ...['-CAcreateserial', '-out', `${name}.pem`, '-days', '2', '-extfile', 'san.ext'],
      );
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
