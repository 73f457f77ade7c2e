import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret for a cookie or an API token: 256 bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A one-time code that a person carries from the console to a page: 128 bits, base64url. */
export function newCode(): string {
  return randomBytes(16).toString('base64url');
}

/** What the store keeps of a secret: its SHA-256, hex. Secrets are random, so no salt and no slow hash. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether a secret has this hash; takes as long for a wrong one as for the right one. */
export function matches(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash));
}
