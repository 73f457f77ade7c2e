import { ALARM_CODES } from '../../../../edge-server/contract/alarms.ts';
import { MaskDecision } from '../../../../edge-server/contract/evidence.ts';
import type { RuleSource } from '../../../../edge-server/contract/rules.ts';
import { Language } from '../../../../edge-server/contract/settings.ts';
import { Reason, VerdictKind } from '../../../../edge-server/contract/verdict.ts';

/** What a field can be compared with. `list` holds some of the values of `of`. */
export type FieldKind =
  | { kind: 'number' }
  | { kind: 'flag' }
  | { kind: 'text' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'list'; of: readonly string[] };

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'has' | 'has_not';

/** One line of the form: a field, how it is compared, and with what. */
export interface Part {
  field: string;
  comparison: Comparison;
  value: string;
}

const number = { kind: 'number' } as const;
const flag = { kind: 'flag' } as const;
const text = { kind: 'text' } as const;
const choice = (of: readonly string[]) => ({ kind: 'choice', of }) as const;

/** The fields of each source that the form offers; JSONata has all of them. */
export const FIELDS: Record<RuleSource, Readonly<Record<string, FieldKind>>> = {
  reading: { temperature: number, estimate: number, ambient: number, distance_mm: number, simulated: flag },
  visit: {
    verdict: choice(VerdictKind.options),
    reasons: { kind: 'list', of: Reason.options },
    temperature: number,
    mask: choice(MaskDecision.options),
    ispass: flag,
    server_ms: number,
    simulated: flag,
  },
  health: {
    status: choice(['ok', 'degraded', 'down']),
    'parts.thermometer.state': text,
    'parts.sync.lag_ms': number,
    'parts.disk.free_bytes': number,
    'parts.door.locked': flag,
  },
  call: { screen: text, language: choice(Language.options) },
  alarm: {
    code: choice(ALARM_CODES),
    change: choice(['opened', 'repeated', 'acknowledged', 'reopened', 'cleared']),
    severity: choice(['warning', 'critical']),
    count: number,
  },
};

/** How each kind can be compared, the usual one first. */
export const COMPARISONS: Record<FieldKind['kind'], readonly Comparison[]> = {
  number: ['>', '>=', '<', '<=', '=', '!='],
  flag: ['=', '!='],
  text: ['=', '!='],
  choice: ['=', '!='],
  list: ['has', 'has_not'],
};

/** A line for a field, with what it is mostly compared with. */
export function partOf(source: RuleSource, field: string): Part {
  const kind = FIELDS[source][field] ?? text;
  const [comparison = '='] = COMPARISONS[kind.kind];
  const value = kind.kind === 'flag' ? 'true' : 'of' in kind ? (kind.of[0] ?? '') : '';
  return { field, comparison, value };
}

/** The lines as JSONata, all of which have to be true; without a line it is true of everything. */
export function conditionOf(source: RuleSource, parts: readonly Part[]): string | null {
  const lines = parts.map((part) => lineOf(source, part));
  return lines.includes(null) ? null : lines.join(' and ') || 'true';
}

function lineOf(source: RuleSource, { field, comparison, value }: Part): string | null {
  const { kind = 'text' } = FIELDS[source][field] ?? {};
  const plain = value.trim().replace(',', '.');
  if (kind === 'number' && !NUMBER.test(plain)) return null;
  const said = kind === 'number' || kind === 'flag' ? plain : JSON.stringify(value);
  if (comparison === 'has') return `${said} in ${field}`;
  if (comparison === 'has_not') return `$not(${said} in ${field})`;
  return `${field} ${comparison} ${said}`;
}

const NUMBER = /^-?\d+(\.\d+)?$/;
const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const LINE = new RegExp(
  `^(?:([\\w.]+) (=|!=|>=|<=|>|<) (${STRING}|-?\\d+(?:\\.\\d+)?|true|false)` +
    `|(${STRING}) in ([\\w.]+)|\\$not\\((${STRING}) in ([\\w.]+)\\))(?: and |$)`,
);

/** The lines of a condition that the form could have written; null for any other, which only JSONata can say. */
export function partsOf(source: RuleSource, condition: string): Part[] | null {
  if (condition.trim() === 'true') return [];
  const parts: Part[] = [];
  for (let rest = condition.trim(); rest !== ''; ) {
    const found = LINE.exec(rest);
    if (found === null) return null;
    const [whole, compared, sign, value = '', has, hasIn, hasNot, hasNotIn] = found;
    const field = compared ?? hasIn ?? hasNotIn ?? '';
    const kind = FIELDS[source][field]?.kind;
    const comparison = (sign ?? (has === undefined ? 'has_not' : 'has')) as Comparison;
    if (kind === undefined || !COMPARISONS[kind].includes(comparison)) return null;
    const said = has ?? hasNot ?? value;
    parts.push({ field, comparison, value: said.startsWith('"') ? (JSON.parse(said) as string) : said });
    rest = rest.slice(whole.length);
  }
  // What is written again has to be what was read.
  return conditionOf(source, parts) === condition.trim() ? parts : null;
}
