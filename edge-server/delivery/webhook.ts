import { createHmac } from 'node:crypto';
import { post } from './post.ts';
import type { Outcome } from './target.ts';

/** The header with the signature: `t=<unix seconds>,v1=<hex>`. */
const SIGNATURE_HEADER = 'kf99-signature';
/** The same for every try of a call, so that a receiver can drop a second one. */
const DELIVERY_HEADER = 'kf99-delivery';

/** HMAC-SHA256 over `<unix seconds>.<body>` with the secret, as the header has it. */
function sign(secret: string, seconds: number, body: string): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}

/**
 * Posts a `Notification` as it is, signed.
 * @param secret null when there is none: nothing goes out unsigned
 * @throws when it may be tried again
 */
export async function callWebhook(
  { url, id, body, secret, now }: { url: string; id: string; body: string; secret: string | null; now: Date },
  signal: AbortSignal,
): Promise<Outcome> {
  if (secret === null) return { kind: 'refused', reason: 'there is no signing secret: make one' };
  const seconds = Math.floor(now.getTime() / 1000);
  const headers = {
    'content-type': 'application/json',
    [SIGNATURE_HEADER]: sign(secret, seconds, body),
    [DELIVERY_HEADER]: id,
  };
  return post({ url, body, headers, signal });
}
