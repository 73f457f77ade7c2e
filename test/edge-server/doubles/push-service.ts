import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { PushMessage } from '../../../edge-server/contract/index.ts';
import type { Received } from './receiver.ts';

/** A browser's subscription: its keys, and what comes to it, decrypted as RFC 8291 and RFC 8188 say, not by the sender's library. */
export class Subscription {
  readonly #ecdh = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.#ecdh.generateKeys();
  }

  /** As `PushSubscription.toJSON()` has it. */
  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.#ecdh.getPublicKey('base64url'), auth: this.#auth.toString('base64url') };
  }

  /** The message in a request to the push service. */
  open({ headers, body }: Pick<Received, 'headers' | 'body'>): PushMessage {
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not aes128gcm');
    // RFC 8188: salt (16), record size (4), length of the key id, key id: the sender's public key.
    const salt = body.subarray(0, 16);
    const length = body[20]!;
    const sender = body.subarray(21, 21 + length);
    const record = body.subarray(21 + length);
    // RFC 8291, 3.4.
    const secret = this.#ecdh.computeSecret(sender);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), sender]);
    const ikm = Buffer.from(hkdfSync('sha256', secret, this.#auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    // The last record ends with a 2 and padding.
    const end = plain.lastIndexOf(2);
    return PushMessage.parse(JSON.parse(plain.subarray(0, end).toString()));
  }
}

/** Whether the request is signed by the server's key for this push service (RFC 8292). */
export function signedBy(publicKey: string, { headers }: Pick<Received, 'headers'>, origin: string): boolean {
  const [, token = '', key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  const [head, claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string };
  const right = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return right && aud === origin && key === publicKey;
}
