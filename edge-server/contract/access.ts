import { z } from 'zod';

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
  | { kind: 'user'; id: string; userId: number; name: string; role: Role }
  | { kind: 'token'; id: string; scopes: readonly Scope[] };
