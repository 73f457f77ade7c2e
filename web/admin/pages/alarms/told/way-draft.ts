import { type StoredWay, WAY_SECRET, Way, type WayKind } from '../../../../../edge-server/contract/ways.ts';

/** The kinds in the order in which they are offered. */
export const WAY_KINDS: readonly WayKind[] = ['email', 'ntfy', 'telegram', 'slack', 'webhook'];

export type WayField =
  | 'server'
  | 'topic'
  | 'token'
  | 'chat'
  | 'hook'
  | 'url'
  | 'host'
  | 'port'
  | 'security'
  | 'user'
  | 'password'
  | 'from'
  | 'to';

/** What each kind asks for: a template has everything else filled in. */
export const WAY_FIELDS: Record<WayKind, readonly WayField[]> = {
  email: ['host', 'port', 'security', 'user', 'password', 'from', 'to'],
  ntfy: ['server', 'topic', 'token'],
  telegram: ['token', 'chat', 'server'],
  slack: ['hook'],
  webhook: ['url'],
};

const DEFAULTS: Partial<Record<WayKind, Partial<Record<WayField, string>>>> = {
  email: { port: '587', security: 'starttls' },
  ntfy: { server: 'https://ntfy.sh' },
  telegram: { server: 'https://api.telegram.org' },
};

/** A way while it is typed: all text. */
export interface WayDraft {
  kind: WayKind;
  name: string;
  person: number | null;
  fields: Partial<Record<WayField, string>>;
}

export function newDraft(kind: WayKind, { name, person }: Pick<WayDraft, 'name' | 'person'>): WayDraft {
  return { kind, name, person, fields: { ...DEFAULTS[kind] } };
}

export function draftOf({ way }: StoredWay): WayDraft {
  const { kind, name, person, ...rest } = way;
  const fields = Object.entries(rest).map(([field, value]) => [
    field,
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  return { kind, name, person, fields: Object.fromEntries(fields) as WayDraft['fields'] };
}

/** The way that is typed, null while something is missing or wrong. */
export function wayOf({ kind, name, person, fields }: WayDraft): Way | null {
  const values = WAY_FIELDS[kind].map((field) => [field, typedValue(field, fields[field]?.trim() ?? '')]);
  const parsed = Way.safeParse({ kind, name, person, ...Object.fromEntries(values) });
  return parsed.success ? parsed.data : null;
}

function typedValue(field: WayField, text: string): unknown {
  if (field === 'port') return Number(text);
  if (field === 'to') return text.split(/[\s,;]+/).filter(Boolean);
  return text;
}

export const isSecret = (kind: WayKind, field: WayField) => WAY_SECRET[kind] === field;
