import { DaySpan, DayTime } from '../../../../edge-server/contract/hours.ts';
import { Settings } from '../../../../edge-server/contract/settings.ts';
import { TimeZone } from '../../../../edge-server/contract/time-zone.ts';
import { Holidays, PolicyPeriods, Timetable } from '../../../../edge-server/contract/timetable.ts';

export type Key = keyof Settings;
export type Value = Settings[Key];
/** What a field holds while somebody types: text for numbers too, since a half-typed number is none. */
export type Typed = string | boolean | readonly string[] | Timetable | Holidays | PolicyPeriods;

type Kind = 'zone' | 'hours' | 'time' | 'timetable' | 'holidays' | 'periods';

/** Why a value can't be saved. */
export type Fault =
  | { why: 'number' | 'whole' | 'zone' | Kind | 'none_chosen' | 'other' }
  | { why: 'least' | 'most' | 'long'; limit: number };

/** Texts with a form of their own, whatever keys have them. */
const KINDS = new Map<unknown, Kind>([
  [TimeZone, 'zone'],
  [DaySpan, 'hours'],
  [DayTime, 'time'],
  [Timetable, 'timetable'],
  [Holidays, 'holidays'],
  [PolicyPeriods, 'periods'],
]);

/** The form of a key that has one of its own. */
export function kindOf(key: Key): Kind | null {
  return KINDS.get(Settings.shape[key].unwrap()) ?? null;
}

/** A value as its field shows it. */
export function toTyped(value: Value): Typed {
  return typeof value === 'number' ? String(value) : (value as Typed);
}

/** The value that is typed, checked by the server's own schema, or why it is none. */
export function fromTyped(key: Key, typed: Typed): { value: Value } | { fault: Fault } {
  const schema = Settings.shape[key];
  const kind = kindOf(key);
  const raw = isNumber(key) ? numberOf(String(typed)) : typed;
  if (raw === null) return { fault: { why: 'number' } };
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data as Value };
  if (kind !== null) return { fault: { why: kind } };
  const [issue] = parsed.error.issues;
  switch (issue?.code) {
    case 'too_small':
      return {
        fault: Array.isArray(typed) ? { why: 'none_chosen' } : { why: 'least', limit: Number(issue.minimum) },
      };
    case 'too_big': {
      const limit = Number(issue.maximum);
      return {
        fault: typeof typed === 'string' && !isNumber(key) ? { why: 'long', limit } : { why: 'most', limit },
      };
    }
    case 'invalid_type':
      return { fault: { why: 'whole' } };
    default:
      return { fault: { why: 'other' } };
  }
}

/** A number with a point or a comma, as people write it; null for anything else. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}

export function isNumber(key: Key): boolean {
  return typeof Settings.parse({})[key] === 'number';
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
