import type { Alarms } from '../alarms/alarms.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { ConditionRunner } from '../condition/condition.ts';
import { ConditionError } from '../condition/error.ts';
import { MOMENTS, type Rule, type RuleAction, type RuleSource, type StoredRule } from '../contract/index.ts';
import type { DoorLocks } from './locks.ts';
import type { RuleRow, RuleTable } from './rule-table.ts';

export const MOST_RULES = 50;
/** Visits, calls or alarms that wait for the rules; of readings and health only the newest waits. */
const MOST_MOMENTS = 100;
/** In this order they are looked at: people wait behind the first. */
const ORDER = ['call', 'alarm', 'visit', 'reading', 'health'] as const;

export interface RulesOptions {
  table: RuleTable;
  alarms: Alarms;
  locks: DoorLocks;
  runner: ConditionRunner;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  /** Does what is not a lock: MQTT, webhook, sound. Must not wait and must not throw. */
  act: (action: Exclude<RuleAction, { type: 'lock' }>, firing: Firing) => void;
}

/** A rule that fires, or is over, and what it saw. */
export interface Firing {
  id: number;
  rule: Rule;
  state: 'fired' | 'cleared';
  input: unknown;
}

interface RuleState {
  row: RuleRow;
  /** Monotonic ms since which the condition is true. */
  trueSince: number | null;
  firedAt: number | null;
  /** Monotonic ms of the latest moments on which it was true, at most `times`. */
  recent: number[];
  active: boolean;
}

/**
 * The rules of the site. Each rule, by the answers of its condition:
 *
 *   idle ── true ──► holding ── true for `hold_s`, and `cooldown_s` since the last firing ──► active
 *    ▲                 │ false                                                                  │ false
 *    └─────────────────┴────────────────────────────────────────────────────────────────────────┘
 *
 * Becoming active opens the alarm `rule` and does the actions; leaving it clears the alarm and the lock. A rule
 * that was active when the server ended is so at its start. Staff's unlocking clears alarm and lock while the
 * rule stays active, so that it locks again only after its condition was false once (or after a restart). A rule
 * whose condition is too slow is switched off, with an alarm; it stays as it was, so a door that it has locked stays
 * locked until staff unlock it, or save or remove the rule. A rule on calls or alarms is true of a moment that is over at
 * once: it fires each time, opens no alarm of its own, and only its lock lasts, until staff unlock it. A machine that has no time for a condition says nothing
 * about it: the rule stays as it is, and goes on. No verdict waits for any of this.
 */
export class Rules {
  readonly #options: RulesOptions;
  readonly #states = new Map<number, RuleState>();
  readonly #inputs: Record<RuleSource, (() => unknown)[]> = {
    call: [],
    alarm: [],
    visit: [],
    reading: [],
    health: [],
  };
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: RulesOptions) {
    this.#options = options;
  }

  start(): void {
    const { table, alarms, locks } = this.#options;
    for (const row of table.list()) {
      // One that was switched off while it had locked the door still has.
      const kept = row.disabled === null || locksDoor(row.rule);
      const active = kept && row.rule.enabled && alarms.has('rule', String(row.id));
      this.#states.set(row.id, { row, trueSince: null, firedAt: null, recent: [], active });
      if (active && locksDoor(row.rule)) locks.lock(String(row.id));
    }
    for (const { code, subject } of alarms.active()) {
      if (code === 'rule' && !this.#states.get(Number(subject))?.active) alarms.clear(code, subject);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#options.runner.close();
    await this.#running?.catch(() => undefined);
  }

  list(): StoredRule[] {
    return [...this.#states.values()].map(stored);
  }

  find(id: number): StoredRule | null {
    const state = this.#states.get(id);
    return state === undefined ? null : stored(state);
  }

  /** Adds a rule whose condition was tried; null when there are too many. */
  add(rule: Rule): StoredRule | null {
    if (this.#states.size >= MOST_RULES) return null;
    const id = this.#options.table.insert(rule);
    return this.#put(id, rule);
  }

  /** Saves a rule anew; it begins idle. Null when there is none of this id. */
  replace(id: number, rule: Rule): StoredRule | null {
    if (!this.#states.has(id)) return null;
    this.#options.table.replace(id, rule);
    this.#forget(id);
    return this.#put(id, rule);
  }

  remove(id: number): boolean {
    if (!this.#states.has(id)) return false;
    this.#options.table.remove(id);
    this.#forget(id);
    return true;
  }

  /** Staff let every lock go. */
  unlock(): void {
    for (const state of this.#states.values()) {
      const { row, active } = state;
      if (!active || !locksDoor(row.rule)) continue;
      this.#options.locks.release(String(row.id));
      this.#options.alarms.clear('rule', String(row.id));
      if (row.disabled !== null || passes(row.rule)) state.active = false;
    }
  }

  /** Hands an input to the rules of its source, made only when there are any; returns at once. */
  see(source: RuleSource, input: () => unknown): void {
    if (this.#stopped || !this.#some(source)) return;
    const waiting = this.#inputs[source];
    if (!MOMENTS.includes(source)) waiting.length = 0;
    else if (waiting.length >= MOST_MOMENTS) waiting.shift();
    waiting.push(input);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when every input so far has been looked at; for tests. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #some(source: RuleSource): boolean {
    return [...this.#states.values()].some(({ row }) => runs(row) && row.rule.source === source);
  }

  async #run(): Promise<void> {
    for (;;) {
      const source = ORDER.find((name) => this.#inputs[name].length > 0);
      if (source === undefined || this.#stopped) return;
      const input = this.#inputs[source].shift()?.();
      for (const state of [...this.#states.values()]) {
        if (!this.#stopped && runs(state.row) && state.row.rule.source === source)
          await this.#evaluate(state, input);
      }
    }
  }

  async #evaluate(state: RuleState, input: unknown): Promise<void> {
    const { id, rule } = state.row;
    let value = false;
    try {
      value = await this.#options.runner.evaluate(rule.condition, input);
    } catch (error) {
      const code = error instanceof ConditionError ? error.code : 'busy';
      // Nothing is known then, and a lock is not let go for want of time.
      if (this.#stopped || code === 'busy') return;
      if (code === 'too_slow') {
        if (this.#states.get(id) === state) this.#disable(state, (error as ConditionError).message);
        return;
      }
      // A condition that can't be said of this input, as of a reading without a temperature, is not true of it.
    }
    // It may have been saved anew or removed while it was being looked at.
    if (this.#states.get(id) === state) this.#apply(state, value, input);
  }

  #apply(state: RuleState, met: boolean, input: unknown): void {
    const { id, rule } = state.row;
    const now = this.#options.clock.monotonic();
    if (!this.#isTrue(state, met, now)) {
      state.trueSince = null;
      if (state.active && !passes(rule)) this.#leave(state, input);
      return;
    }
    state.trueSince ??= now;
    if ((state.active && !passes(rule)) || now - state.trueSince < rule.hold_s * 1000) return;
    if (state.firedAt !== null && now - state.firedAt < rule.cooldown_s * 1000) return;
    state.firedAt = now;
    if (passes(rule)) state.recent = [];
    state.active = !passes(rule) || locksDoor(rule);
    // Locked before anything else is done.
    if (locksDoor(rule)) this.#options.locks.lock(String(id));
    if (state.active) this.#options.alarms.raise('rule', `The rule "${rule.name}" is true.`, String(id));
    this.#act({ id, rule, state: 'fired', input });
  }

  /** Whether it is true now: of moments, whether it was true often enough within its time. */
  #isTrue(state: RuleState, met: boolean, now: number): boolean {
    const { times, within_s, source } = state.row.rule;
    if (times === 1 || !MOMENTS.includes(source)) return met;
    const recent = state.recent.filter((at) => now - at <= within_s * 1000);
    state.recent = (met ? [...recent, now] : recent).slice(-times);
    return state.recent.length === times;
  }

  #leave(state: RuleState, input: unknown): void {
    const { id, rule } = state.row;
    state.active = false;
    this.#options.locks.release(String(id));
    this.#options.alarms.clear('rule', String(id));
    this.#act({ id, rule, state: 'cleared', input });
  }

  #act(firing: Firing): void {
    for (const action of firing.rule.actions) if (action.type !== 'lock') this.#options.act(action, firing);
  }

  #disable(state: RuleState, reason: string): void {
    const { id, rule } = state.row;
    const { table, alarms, locks, log } = this.#options;
    state.row.disabled = reason;
    const keeps = state.active && locks.has(String(id));
    if (!keeps) {
      state.active = false;
      alarms.clear('rule', String(id));
    }
    const code = locksDoor(rule) ? 'rule_lock_disabled' : 'rule_disabled';
    const lock = keeps ? ' The door stays locked until staff unlock it.' : '';
    alarms.raise(code, `The rule "${rule.name}" was switched off: ${reason}.${lock}`, String(id));
    try {
      table.disable(id, reason);
    } catch (error) {
      log.warn({ err: error, rule: id }, 'a rule that was switched off will run again after a restart');
    }
  }

  #put(id: number, rule: Rule): StoredRule {
    const row = { id, rule, disabled: null };
    const state = { row, trueSince: null, firedAt: null, recent: [], active: false };
    this.#states.set(id, state);
    return stored(state);
  }

  #forget(id: number): void {
    this.#states.delete(id);
    this.#options.locks.release(String(id));
    this.#options.alarms.clear('rule', String(id));
    this.#options.alarms.clear('rule_staff', String(id));
    this.#options.alarms.clear('rule_disabled', String(id));
    this.#options.alarms.clear('rule_lock_disabled', String(id));
  }
}

const runs = ({ rule, disabled }: RuleRow) => rule.enabled && disabled === null;
/** Its inputs are over as soon as they are there. A visit is one, too, but lasts until the next one comes. */
const passes = ({ source }: Rule) => source === 'call' || source === 'alarm';
const locksDoor = (rule: Rule) => rule.actions.some(({ type }) => type === 'lock');

function stored({ row, active }: RuleState): StoredRule {
  return { ...row.rule, id: row.id, disabled: row.disabled, active };
}
