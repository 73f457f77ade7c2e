import { Secret, TOTP } from 'otpauth';

/**
 * Codes of an authenticator app (RFC 6238): six digits of HMAC-SHA-1 over the number of the 30 s step. Other lengths and
 * hashes are in the standard; apps as Google Authenticator ignore them.
 */

const PERIOD_S = 30;
/** Steps before and after the one of now whose codes are taken: phones and kiosks differ by some seconds. */
const DRIFT_STEPS = 1;
/** RFC 4226 recommends as many bytes as the hash has. */
const KEY_BYTES = 20;

/** A new key, as base32. */
export function newKey(): string {
  return new Secret({ size: KEY_BYTES }).base32;
}

/** What an app reads off the QR code. @param issuer stands over the code in the app, `name` beside it */
export function addressOfKey(key: string, issuer: string, name: string): string {
  return new TOTP({ issuer, label: name, secret: key, period: PERIOD_S }).toString();
}

/** The number of the step whose code this is, null when it is of none around now. */
export function stepOf(code: string, key: string, now: Date): number | null {
  const timestamp = now.getTime();
  const secret = Secret.fromBase32(key);
  const delta = TOTP.validate({ token: code, secret, period: PERIOD_S, timestamp, window: DRIFT_STEPS });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_S) + delta;
}

/** Whether a code of `step` may not be taken again after one of `last`: it, or an earlier one that is still around. */
export function isUsed(step: number, last: number | null): boolean {
  // Far below the last one the clock was set back: codes of then would else be refused until it is there again.
  return last !== null && step <= last && step >= last - 2 * DRIFT_STEPS;
}
