import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Days from now on that each certificate is good for: the first ends within the days that are played. */
export const CERTIFICATE_DAYS = { authority: 3650, first: 3, renewed: 90 };
export type Certificate = 'first' | 'renewed';

/** A site's own authority, and two certificates by it for one name and key, as PEM files in a folder: `FIRST.pem`… */
export function makeCertificates(folder: string, name: string): void {
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-subj', '/CN=Site authority', '-days', String(CERTIFICATE_DAYS.authority)];
  openssl('req', '-x509', ...newKey, '-keyout', 'authority.key', '-out', 'authority.pem', ...authority);
  openssl('req', ...newKey, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', `/CN=${name}`);
  writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
  for (const certificate of ['first', 'renewed'] as const) {
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-extfile', 'names'];
    const days = ['-days', String(CERTIFICATE_DAYS[certificate])];
    openssl('x509', '-req', '-in', 'request.pem', ...by, ...days, '-out', `${certificate}.pem`);
  }
}
