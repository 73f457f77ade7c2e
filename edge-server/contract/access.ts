import { z } from 'zod';
import { TypedCode } from './second-factor.ts';

/** Letters of the name of a person or a token. */
export const NAME_LETTERS = 40;
export const PASSWORD_LETTERS = { least: 10, most: 200 } as const;
/** Letters that staff may write beside what they do. */
export const NOTE_LETTERS = 200;

/** What a person who logged in may do: a viewer reads, an admin also changes. */
export const Role = z.enum(['viewer', 'admin']);
export type Role = z.infer<typeof Role>;

/**
 * What an API token may do. `visit`: name a visit and get its verdict; `door`: such a verdict opens the door;
 * `history`: read statistics and visits; the others are the interface of that name.
 */
export const Scope = z.enum(['mask', 'temperature', 'visit', 'door', 'history', 'events', 'metrics']);
export type Scope = z.infer<typeof Scope>;

/** Whom a route lets in. `viewer` means every person who logged in; an admin is a viewer too. */
export type Allowed = 'kiosk' | Role | `token:${Scope}`;

/** Who makes a request; `id` stands in the audit log. */
export type Principal =
  | { kind: 'kiosk'; id: string }
  | { kind: 'user'; id: string; userId: number; name: string; role: Role; secondFactor: boolean }
  | { kind: 'token'; id: string; scopes: readonly Scope[] };

/**
 * How a person or a token is called; it stands in the audit log. Every script and emoji: what is refused is what
 * can't be seen or turns the text around it (controls, direction marks, lone joiners, other kinds of space).
 */
const Name = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(NAME_LETTERS)
  .regex(
    /^(?!\p{M})(?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]|(?<=[\p{L}\p{M}\p{S}])[\u200c\u200d](?=[\p{L}\p{S}]))+$/u,
    'use letters of any script, digits, signs, emoji and spaces',
  );

/** Long rather than odd: no rule about kinds of characters. */
export const Password = z.string().min(PASSWORD_LETTERS.least).max(PASSWORD_LETTERS.most);

/** `POST /api/session`. `code`: of a person with a second factor; without it the answer is `code_required`. */
export const LoginRequest = z.strictObject({
  name: z.string().max(200),
  password: z.string().max(200),
  code: TypedCode.optional(),
});

/** `POST /api/session/code`: the first admin, or one who forgot the password; the code is of the machine's console. */
export const CodeRequest = z.strictObject({ code: z.string().max(64), name: Name, password: Password });

/** `PUT /api/session/password`. */
export const PasswordRequest = z.strictObject({ current: z.string().max(200), next: Password });

/** What a server is: one kiosk's, or that of the pages for all kiosks, which has no devices. */
export const ServerRole = z.enum(['edge', 'fleet']);
export type ServerRole = z.infer<typeof ServerRole>;

/** `wanted`: the site asks it of admins, and until this one has it the person may do what a viewer may. */
export const SecondFactor = z.enum(['off', 'on', 'wanted']);
export type SecondFactor = z.infer<typeof SecondFactor>;

/** `GET /api/session`: who is logged in; `set_up` is false while there is no admin; `role` is the server's. */
export const Session = z.object({
  role: ServerRole,
  user: z.object({ name: z.string(), role: Role, second_factor: SecondFactor }).nullable(),
  set_up: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** A person who may log in. */
export const UserView = z.object({
  id: z.int(),
  name: z.string(),
  role: Role,
  second_factor: z.boolean(),
  created_at: z.iso.datetime(),
  changed_at: z.iso.datetime(),
});
export type UserView = z.infer<typeof UserView>;
export const UserList = z.object({ users: z.array(UserView) });
export type UserList = z.infer<typeof UserList>;
export const NewUser = z.strictObject({ name: Name, role: Role, password: Password });
export type NewUser = z.input<typeof NewUser>;
export const UserChange = z
  .strictObject({ role: Role.optional(), password: Password.optional() })
  .refine(
    ({ role, password }) => role !== undefined || password !== undefined,
    'change the role or the password',
  );
export type UserChange = z.input<typeof UserChange>;

/** An API token without its secret. `used_at` is to within an hour. */
export const TokenView = z.object({
  id: z.int(),
  name: z.string(),
  scopes: z.array(Scope),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  used_at: z.iso.datetime().nullable(),
});
export type TokenView = z.infer<typeof TokenView>;
export const TokenList = z.object({ tokens: z.array(TokenView) });
export type TokenList = z.infer<typeof TokenList>;
export const NewToken = z.strictObject({
  name: Name,
  scopes: z.array(Scope).min(1).max(Scope.options.length),
  expires_at: z.iso.datetime().nullable().default(null),
});
export type NewToken = z.input<typeof NewToken>;
/** The only answer that has `token`: what goes behind `Bearer`, shown this once and kept nowhere. */
export const CreatedToken = TokenView.extend({ token: z.string() });
export type CreatedToken = z.infer<typeof CreatedToken>;

/** A browser that may post visits; `id` names it and is not a secret. */
export const PairedDevice = z.object({
  id: z.string(),
  paired_at: z.iso.datetime(),
  /** Its last request and the browser it told of, null when it has not called since the server started. */
  seen_at: z.iso.datetime().nullable(),
  browser: z.string().nullable(),
});
export const DeviceList = z.object({ devices: z.array(PairedDevice) });
export type DeviceList = z.infer<typeof DeviceList>;
/** Goes into `/?pair=` of the kiosk's browser, once. */
export const PairingCode = z.object({ code: z.string(), expires_at: z.iso.datetime() });
export type PairingCode = z.infer<typeof PairingCode>;

/**
 * `POST /api/kiosk/pairing`, asked every few seconds by a page that is not paired: the digits to show and the s that
 * they hold. `paired` once an admin typed them; the cookie came with that answer. `set_up` is for the machine's own
 * screen, while there is no admin and KF99_FIRST_RUN is `screen`: where to set one up, `address` null while the machine
 * has no network or the code of this start is old; null for everybody else.
 */
export const ScreenPairing = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('shown'),
    code: z.string().regex(/^\d{8}$/),
    expires_in_s: z.int().min(0),
    set_up: z
      .object({ address: z.url().nullable(), why: z.enum(['ready', 'no_network', 'code_old']) })
      .nullable(),
  }),
  z.object({ state: z.literal('paired') }),
]);
export type ScreenPairing = z.infer<typeof ScreenPairing>;
/** `POST /api/admin/pairings/screen`: the digits as they are typed, with spaces or in full width, too. */
export const ScreenCode = z.strictObject({
  code: z
    .string()
    .max(40)
    .normalize('NFKC')
    .transform((typed) => typed.replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{1,20}$/, 'type the digits that the screen shows')),
});
export type ScreenCode = z.input<typeof ScreenCode>;

/** `GET /api/admin/audit?action=&text=&limit=&before=`: every change, newest first. */
export const AuditList = z.object({
  entries: z.array(
    z.object({
      id: z.int(),
      at: z.iso.datetime(),
      /** `user:NAME`, `token:NAME`, `kiosk`, `setup` (the first admin) or `host` (a command on the machine). */
      actor: z.string(),
      action: z.string(),
      target: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
  next: z.int().nullable(),
});
export type AuditList = z.infer<typeof AuditList>;
