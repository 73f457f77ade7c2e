import { z } from 'zod';
import { webAddress } from './web-address.ts';

/** What a way may be at the most, for the server and for the form. */
export const WAY_LIMITS = { ways: 30, nameLetters: 60, secretLetters: 300, recipients: 10 } as const;

const common = {
  /** How staff call it. */
  name: z.string().trim().min(1).max(WAY_LIMITS.nameLetters),
  /** Whose it is: it goes with the choices of this person; null is the site's own, told of everything first. */
  person: z.int().nullable().default(null),
};
/** Written, never read back; empty keeps the one that is stored. */
const secret = z.string().trim().max(WAY_LIMITS.secretLetters).default('');
const host = z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'give a host name or an address');
const mail = z.email().max(254);

/** A way by which people, or a program, are told: a template whose fields are all that is to be filled in. */
export const Way = z.discriminatedUnion('kind', [
  /** A POST of the `Notification`, signed as those of rules. */
  z.strictObject({ kind: z.literal('webhook'), ...common, url: webAddress }),
  z.strictObject({
    kind: z.literal('ntfy'),
    ...common,
    server: webAddress.default('https://ntfy.sh'),
    topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, 'use letters, digits, - and _'),
    token: secret,
  }),
  z.strictObject({
    kind: z.literal('telegram'),
    ...common,
    server: webAddress.default('https://api.telegram.org'),
    /** Of the bot, as @BotFather gave it. */
    token: secret,
    chat: z.string().regex(/^(-?\d{1,20}|@\w{5,32})$/, 'give the number of a chat, or @channel'),
  }),
  /** An incoming webhook; its address is its secret. */
  z.strictObject({ kind: z.literal('slack'), ...common, hook: secret }),
  z.strictObject({
    kind: z.literal('email'),
    ...common,
    host,
    port: z.int().min(1).max(65_535).default(587),
    /** `starttls` refuses a server without it; `none` sends the password and the words in the clear. */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: z.string().max(254).default(''),
    password: secret,
    from: mail,
    to: z.array(mail).min(1).max(WAY_LIMITS.recipients),
    /** The weekly report: not by this way, also by it, or nothing else. */
    report: z.enum(['no', 'also', 'only']).default('no'),
  }),
]);
export type Way = z.infer<typeof Way>;
export type WayInput = z.input<typeof Way>;
export type WayKind = Way['kind'];

/** Whether people are told of calls and alarms by it: not by one that is for the weekly report only. */
export const tellsPeople = (way: Way): boolean => way.kind !== 'email' || way.report !== 'only';

/** The field of each kind that is never read back; null where nothing is secret. */
export const WAY_SECRET = {
  webhook: null,
  ntfy: 'token',
  telegram: 'token',
  slack: 'hook',
  email: 'password',
} as const satisfies Record<WayKind, string | null>;

/** A way as the audit log has it: of an address that is called only its beginning, since the rest is often a secret. */
export function withoutPath(way: Way): Way {
  return way.kind === 'webhook' ? { ...way, url: `${new URL(way.url).origin}/…` } : way;
}

/** What became of the last messages by a way. */
const outcome = {
  delivered_at: z.iso.datetime().nullable(),
  failed_at: z.iso.datetime().nullable(),
  error: z.string().nullable(),
};

/** A way as an admin sees it: its secret is empty, and `has_secret` says whether there is one. */
export const StoredWay = z.object({ id: z.int(), way: Way, has_secret: z.boolean(), ...outcome });
export type StoredWay = z.infer<typeof StoredWay>;

export const WayList = z.object({ ways: z.array(StoredWay) });
export type WayList = z.infer<typeof WayList>;

/** What a test of a way, of a phone or of a webhook came to; `error` is null when it was taken. */
export const DeliveryTest = z.object({ error: z.string().nullable() });
export type DeliveryTest = z.infer<typeof DeliveryTest>;

/** `GET /api/admin/deliveries`: what waits to be sent, oldest first. */
export const DeliveryList = z.object({
  deliveries: z.array(
    z.object({
      id: z.int(),
      /** `webhook` of a rule, a `way` or a `phone`; `name` is the host, the way's name, or the phone's number. */
      to: z.enum(['webhook', 'way', 'phone']),
      name: z.string(),
      created_at: z.iso.datetime(),
      attempts: z.int(),
      /** Why the last try failed; null before the first has. */
      error: z.string().nullable(),
    }),
  ),
});
export type DeliveryList = z.infer<typeof DeliveryList>;
