import { type StoredWay, WAY_SECRET, Way, type WayKind } from '../../../../../edge-server/contract/ways.ts';
import type { ko } from './messages.ts';

/** Messages about single fields. */
type WayHint = Extract<keyof typeof ko, `hint_${string}`>;

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
  | 'to'
  | 'report';

/** What each kind asks for: a template has everything else filled in. */
export const WAY_FIELDS: Record<WayKind, readonly WayField[]> = {
  email: ['host', 'port', 'security', 'user', 'password', 'from', 'to', 'report'],
  ntfy: ['server', 'topic', 'token'],
  telegram: ['token', 'chat', 'server'],
  slack: ['hook'],
  webhook: ['url'],
};

/** Fields whose name does not say enough, and the message that does. */
export const WAY_HINTS: Partial<Record<`${WayKind} ${WayField}`, WayHint>> = {
  'email user': 'hint_email_user',
  'email to': 'hint_email_to',
  'ntfy topic': 'hint_ntfy_topic',
  'ntfy token': 'hint_ntfy_token',
  'telegram token': 'hint_telegram_token',
  'telegram chat': 'hint_telegram_chat',
  'slack hook': 'hint_slack_hook',
  'webhook url': 'hint_webhook_url',
};

const DEFAULTS: Partial<Record<WayKind, Partial<Record<WayField, string>>>> = {
  email: { port: '587', security: 'starttls', report: 'no' },
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
export function wayOf(draft: WayDraft): Way | null {
  const parsed = parsedOf(draft);
  return parsed.success ? parsed.data : null;
}

/** A secret without which a kind tells nobody; of a way that is changed the server may have it. */
const NEEDED_SECRET: Partial<Record<WayKind, WayField>> = { telegram: 'token', slack: 'hook' };

/** What is missing or wrong yet, in the order of the form. @param kept the server has the way's secret */
export function missingIn(draft: WayDraft, kept: boolean): ('name' | WayField)[] {
  const faults = new Set(parsedOf(draft).error?.issues.map(({ path }) => path[0]));
  const secret = NEEDED_SECRET[draft.kind];
  if (secret && !kept && !draft.fields[secret]?.trim()) faults.add(secret);
  return (['name', ...WAY_FIELDS[draft.kind]] as const).filter((field) => faults.has(field));
}

function parsedOf({ kind, name, person, fields }: WayDraft) {
  const values = WAY_FIELDS[kind].map((field) => [field, typedValue(field, fields[field]?.trim() ?? '')]);
  return Way.safeParse({ kind, name, person, ...Object.fromEntries(values) });
}

function typedValue(field: WayField, text: string): unknown {
  if (field === 'port') return Number(text);
  if (field === 'to') return text.split(/[\s,;]+/).filter(Boolean);
  return text;
}

export const isSecret = (kind: WayKind, field: WayField) => WAY_SECRET[kind] === field;
