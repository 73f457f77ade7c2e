import {
  MOMENTS,
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
  times: string;
  within: string;
  hold: string;
  cooldown: string;
  actions: RuleAction[];
}

/** What a condition of each source can name, the first ones of each; docs/alarms.md and the contract have all. */
export const NAMES: Record<Rule['source'], readonly string[]> = {
  reading: ['temperature', 'ambient', 'distance_mm', 'estimate', 'simulated'],
  visit: ['verdict', 'reasons', 'mask', 'temperature', 'ispass', 'simulated'],
  call: ['screen', 'language', 'visit'],
  alarm: ['code', 'change', 'severity', 'count'],
  health: ['status', 'parts.thermometer.state', 'parts.sync.lag_ms', 'parts.disk.free_bytes'],
};

export function draftOf(rule: StoredRule | null): RuleDraft {
  if (rule === null) {
    return {
      name: '',
      enabled: true,
      source: 'reading',
      condition: 'temperature > 38',
      times: '1',
      within: '60',
      hold: '0',
      cooldown: '60',
      actions: [],
    };
  }
  const { name, enabled, source, condition, times, within_s, hold_s, cooldown_s, actions } = rule;
  return {
    name,
    enabled,
    source,
    condition,
    times: String(times),
    within: String(within_s),
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

/** The rule that is typed, null while its numbers are none; moments hold nothing, and only they are counted. */
export function ruleOf(draft: RuleDraft): Rule | null {
  const moment = MOMENTS.includes(draft.source);
  const hold_s = moment ? 0 : secondsOf(draft.hold, RULE_LIMITS.holdS);
  const times = moment ? secondsOf(draft.times, RULE_LIMITS.times) : 1;
  const within_s = moment ? secondsOf(draft.within, RULE_LIMITS.withinS) : 60;
  const cooldown_s = secondsOf(draft.cooldown, RULE_LIMITS.cooldownS);
  if (hold_s === null || cooldown_s === null || times === null || within_s === null) return null;
  if (times < 1 || !Number.isInteger(times) || within_s < 1) return null;
  const { name, enabled, source, condition, actions } = draft;
  if (condition === '') return null;
  return { name, enabled, source, condition, times, within_s, hold_s, cooldown_s, actions };
}
