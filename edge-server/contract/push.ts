import { z } from 'zod';

/** Phones of one person; the oldest goes when there is one more. */
export const MOST_PHONES = 10;

const key = (bytes: number) =>
  z.string().refine((text) => {
    const plain = text.replace(/=+$/, '');
    return /^[\w-]+$/.test(plain) && Math.floor((plain.length * 3) / 4) === bytes;
  }, `give ${bytes} bytes in base64url`);

/** `POST /api/admin/push`: what `PushSubscription.toJSON()` gives in the browser, and what browser it is. */
export const PushRequest = z.strictObject({
  endpoint: z.url().max(1000),
  keys: z.strictObject({ p256dh: key(65), auth: key(16) }),
  browser: z.string().trim().max(60).default(''),
});
export type PushRequest = z.infer<typeof PushRequest>;

/** A browser in which a person is told by Web Push. */
export const Phone = z.object({
  id: z.int(),
  browser: z.string(),
  /** SHA-256 of its endpoint, hex: by it a browser knows itself in the list. */
  endpoint_sha256: z.string(),
  created_at: z.iso.datetime(),
  delivered_at: z.iso.datetime().nullable(),
  failed_at: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});
export type Phone = z.infer<typeof Phone>;

/** `GET /api/admin/push`: the key to subscribe with, and the phones of whoever asks. */
export const PushState = z.object({ key: z.string(), phones: z.array(Phone) });
export type PushState = z.infer<typeof PushState>;

/** What a phone is sent, encrypted: words that name nobody, and where a touch leads. */
export const PushMessage = z.strictObject({
  title: z.string(),
  body: z.string(),
  /** A later message with the same tag takes the place of the earlier one. */
  tag: z.string(),
  /** A path of the admin page. */
  path: z.string(),
});
export type PushMessage = z.infer<typeof PushMessage>;
