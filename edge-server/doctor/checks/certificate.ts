import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Check, fail, ok, warn } from './finding.ts';

const DAY_MS = 86_400_000;
/** Let's Encrypt renews 30 days before the end; what is left by then was not renewed. */
const SOON_DAYS = 14;
const RENEW = 'Renew it and put it in the place of KF99_TLS_CERT; the server takes it within a minute.';

/** How long the certificate is good for, and whether the key belongs to it. */
export const certificate: Check = ({ config: { tls }, now }) => {
  if (tls === null) return [];
  try {
    const pem = new X509Certificate(readFileSync(tls.cert));
    if (!pem.checkPrivateKey(createPrivateKey(readFileSync(tls.key)))) {
      return [
        fail('tls', 'The key is not that of the certificate.', 'Correct KF99_TLS_CERT and KF99_TLS_KEY.'),
      ];
    }
    const days = Math.floor((Date.parse(pem.validTo) - now.getTime()) / DAY_MS);
    if (days < 0) return [fail('tls', `The certificate ended on ${pem.validTo}.`, RENEW)];
    if (days < SOON_DAYS) return [warn('tls', `The certificate ends in ${days} days.`, RENEW)];
    return [ok('tls', `The certificate is good for ${days} days.`)];
  } catch (error) {
    const todo = 'Correct KF99_TLS_CERT and KF99_TLS_KEY, and let the user that runs KF99 read both.';
    return [fail('tls', `The certificate can't be used: ${(error as Error).message}`, todo)];
  }
};
