import {
  RULE_LIMITS,
  type Rule,
  type RuleAction,
  type StoredRule,
} from '../../../../edge-server/contract/rules.ts';

/** A rule while it is typed: numbers are text until they are some. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  source: Rule['source'];
  condition: string;
  hold: string;
  cooldown: string;
  actions: RuleAction[];
}

/** What a condition of each source can name, the first ones of each; docs/alarms.md and the contract have all. */
export const NAMES: Record<Rule['source'], readonly string[]> = {
  reading: ['temperature', 'ambient', 'distance_mm', 'estimate', 'simulated'],
  visit: ['verdict', 'reasons', 'mask', 'temperature', 'ispass', 'simulated'],
  health: ['status', 'parts.thermometer.state', 'parts.sync.lag_ms', 'parts.disk.free_bytes'],
};

export function draftOf(rule: StoredRule | null): RuleDraft {
  if (rule === null) {
    return {
      name: '',
      enabled: true,
      source: 'reading',
      condition: 'temperature > 38',
      hold: '0',
      cooldown: '60',
      actions: [],
    };
  }
  const { name, enabled, source, condition, hold_s, cooldown_s, actions } = rule;
  return {
    name,
    enabled,
    source,
    condition,
    hold: String(hold_s),
    cooldown: String(cooldown_s),
    actions: [...actions],
  };
}

/** Seconds as typed, null when they are none or beyond `most`. */
export function secondsOf(text: string, most: number): number | null {
  if (!/^\d+([.,]\d+)?$/.test(text.trim())) return null;
  const seconds = Number(text.trim().replace(',', '.'));
  return seconds <= most ? seconds : null;
}

/** The rule that is typed, null while its numbers are none; a visit is a moment, so it holds nothing. */
export function ruleOf(draft: RuleDraft): Rule | null {
  const hold_s = draft.source === 'visit' ? 0 : secondsOf(draft.hold, RULE_LIMITS.holdS);
  const cooldown_s = secondsOf(draft.cooldown, RULE_LIMITS.cooldownS);
  if (hold_s === null || cooldown_s === null) return null;
  const { name, enabled, source, condition, actions } = draft;
  return { name, enabled, source, condition, hold_s, cooldown_s, actions };
}
