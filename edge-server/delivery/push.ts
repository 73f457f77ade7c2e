import type { PushMessage } from '../contract/index.ts';
import type { PhoneKeys } from './phone-table.ts';
import { post } from './post.ts';
import type { Outcome } from './target.ts';
import type { VapidKeys } from './vapid.ts';

/** Seconds for which a push service keeps a message for a phone that is off: a call is over by then. */
const TTL_S = 600;
/** A subscription that has ended (RFC 8030). */
const GONE = [404, 410];

/**
 * Sends one message to a browser by its push service: encrypted for this browser alone (RFC 8291), signed by the
 * server's key (RFC 8292).
 * @param subject whom the push service may write to: an https: or mailto: address
 * @throws when it may be tried again
 */
export async function sendPush(
  {
    phone,
    message,
    keys,
    subject,
  }: { phone: PhoneKeys; message: PushMessage; keys: VapidKeys; subject: string },
  signal: AbortSignal,
): Promise<Outcome> {
  // Loaded by the first message: a site without subscribed phones never needs it.
  const { default: webpush } = await import('web-push');
  const { endpoint, p256dh, auth } = phone;
  const { headers, body } = webpush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(message),
    { TTL: TTL_S, urgency: 'high', vapidDetails: { subject, ...keys } },
  );
  const words = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  return post({
    url: endpoint,
    // The library's buffer may be part of a larger one.
    body: new Uint8Array(body),
    headers: Object.fromEntries(words.filter(([name]) => name !== 'Content-Length')),
    signal,
    gone: GONE,
  });
}
