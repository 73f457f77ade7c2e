import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Token, Tokens } from '../access/tokens.ts';
import { MqttSigned } from '../contract/index.ts';
import type { Incoming } from './subscriptions.ts';

/** A message that is not believed; the words say why. */
export class Unsigned extends Error {
  override readonly name = 'Unsigned';
}

/**
 * Who sent a message, and what it says: a retained one, one that is not signed, or not with a valid token of this
 * kiosk for this topic, is not believed. Whether it is of now is for its reader, by the time that is signed in it.
 * @throws {Unsigned}
 */
export function openSigned(
  { topic, payload, retained }: Incoming,
  tokens: Pick<Tokens, 'signer'>,
): { token: Token; body: unknown } {
  if (retained) throw new Unsigned('the broker had kept it: publish without the flag retain');
  const parsed = MqttSigned.safeParse(jsonOf(payload.toString('utf8')));
  if (!parsed.success) throw new Unsigned('it is not signed: send token, body and mac');
  const { token: name, body, mac } = parsed.data;
  const signer = tokens.signer(name);
  if (signer === null) throw new Unsigned('no valid API token of this kiosk has its name');
  const right = createHmac('sha256', signer.key).update(`${topic}\n${body}`).digest();
  if (!timingSafeEqual(right, Buffer.from(mac, 'hex'))) {
    throw new Unsigned('its signature does not fit its token, topic and body');
  }
  return { token: signer.token, body: jsonOf(body) };
}

/** Null where it is not JSON: no schema takes that. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
