import type { Clock } from '../clock/clock.ts';
import { Listeners } from '../common/listeners.ts';
import type { Log } from '../common/log.ts';
import { ALARMS, type Alarm, type AlarmCode, type AlarmList, type AlarmState } from '../contract/index.ts';
import type { AlarmTable } from './table.ts';

export type AlarmChange = 'opened' | 'repeated' | 'acknowledged' | 'reopened' | 'cleared';
export type AlarmListener = (alarm: Alarm, change: AlarmChange) => void;

/** Characters of a detail; some come from other machines' error texts. */
const DETAIL_LENGTH = 500;

/**
 * The alarms of this kiosk.
 *
 *   (none) ── raise ──► open ── a person acknowledges ──► acknowledged
 *                        │  ◄───────── taken back ─────────────│
 *                        └──────── cause gone: clear ──────────┴──► cleared (in the log)
 *
 * `raise` and `clear` may be called again and again: a lasting alarm that is open stays as it is. An `event`
 * alarm that is raised again counts up, and clears with its acknowledgement, since its cause is over already.
 * What is active stands in memory too, so that a full disk silences no alarm: one that could not be written has
 * a negative id and is written with a later `raise`.
 */
export class Alarms {
  readonly #table: AlarmTable;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly #active = new Map<string, Alarm>();
  readonly #listeners = new Listeners<Parameters<AlarmListener>>();
  #lastId = 0;

  constructor(options: { table: AlarmTable; clock: Clock; log: Pick<Log, 'info' | 'warn' | 'error'> }) {
    this.#table = options.table;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Takes up what was active when the last run ended. */
  start(): void {
    for (const alarm of this.#table.active()) this.#active.set(key(alarm.code, alarm.subject), alarm);
  }

  /** Opens an alarm, or says again that its cause is there. Never throws. */
  raise(code: AlarmCode, detail = '', subject = ''): void {
    const words = detail.slice(0, DETAIL_LENGTH);
    const alarm = this.#active.get(key(code, subject));
    if (alarm === undefined) {
      const opened = {
        id: --this.#lastId,
        code,
        subject,
        severity: ALARMS[code].severity,
        detail: words,
        count: 1,
        opened_at: this.#clock.now().toISOString(),
        acknowledged_at: null,
        acknowledged_by: null,
        cleared_at: null,
      } satisfies Alarm;
      this.#active.set(key(code, subject), opened);
      this.#write(opened);
      this.#tell(opened, 'opened');
    } else if (ALARMS[code].kind === 'event') {
      alarm.count += 1;
      alarm.detail = words;
      if (alarm.id < 0) this.#write(alarm);
      else this.#table.note(alarm).catch((error: unknown) => this.#unwritten(alarm, error));
      this.#tell(alarm, 'repeated');
    } else if (alarm.id < 0) {
      this.#write(alarm);
    }
  }

  /** The cause is gone; nothing happens when the alarm is not open. Never throws. */
  clear(code: AlarmCode, subject = ''): void {
    const alarm = this.#active.get(key(code, subject));
    if (alarm === undefined) return;
    this.#active.delete(key(code, subject));
    alarm.cleared_at = this.#clock.now().toISOString();
    this.#write(alarm);
    this.#tell(alarm, 'cleared');
  }

  /** A person has seen it. Answers the alarm as it is now, null when none is active under this id. */
  acknowledge(id: number, by: string): Alarm | null {
    const alarm = [...this.#active.values()].find((active) => active.id === id);
    if (alarm === undefined) return null;
    if (alarm.acknowledged_at === null) {
      alarm.acknowledged_at = this.#clock.now().toISOString();
      alarm.acknowledged_by = by;
      this.#write(alarm);
      this.#tell(alarm, 'acknowledged');
      if (ALARMS[alarm.code].kind === 'event') this.clear(alarm.code, alarm.subject);
    }
    return alarm;
  }

  /**
   * Takes an acknowledgement back, for a touch on the wrong line. One that tells of an event had ended with it and is
   * open again, unless it was raised anew meanwhile. Answers the alarm as it is now, null when that can't be done.
   */
  reopen(id: number): Alarm | null {
    const active = [...this.#active.values()].find((alarm) => alarm.id === id);
    const alarm = active ?? this.#table.find(id);
    if (alarm === null || alarm.acknowledged_at === null) return null;
    if (alarm.cleared_at !== null) {
      if (ALARMS[alarm.code].kind !== 'event' || this.has(alarm.code, alarm.subject)) return null;
      this.#active.set(key(alarm.code, alarm.subject), alarm);
    }
    alarm.acknowledged_at = null;
    alarm.acknowledged_by = null;
    alarm.cleared_at = null;
    this.#write(alarm, true);
    this.#tell(alarm, 'reopened');
    return alarm;
  }

  has(code: AlarmCode, subject = ''): boolean {
    return this.#active.has(key(code, subject));
  }

  /** What has not cleared, oldest first. */
  active(): Alarm[] {
    return [...this.#active.values()];
  }

  list(state: AlarmState, limit: number, before: number | null): AlarmList {
    return this.#table.list(state, limit, before);
  }

  /** Calls `listener` at each change; the returned function ends it. A listener must not throw. */
  onChange(listener: AlarmListener): () => void {
    return this.#listeners.add(listener);
  }

  #write(alarm: Alarm, whole = false): void {
    try {
      if (alarm.id < 0) alarm.id = this.#table.insert(alarm);
      if (whole || alarm.count > 1 || alarm.acknowledged_at !== null || alarm.cleared_at !== null) {
        this.#table.update(alarm);
      }
    } catch (error) {
      this.#unwritten(alarm, error);
    }
  }

  #unwritten(alarm: Alarm, error: unknown): void {
    this.#log.error({ err: error, alarm: alarm.code }, 'an alarm could not be written');
  }

  #tell(alarm: Alarm, change: AlarmChange): void {
    const { code, subject, severity, count } = alarm;
    const level = change === 'opened' ? 'warn' : 'info';
    this.#log[level]({ alarm: code, subject, severity, count }, `alarm ${change}`);
    this.#listeners.tell({ ...alarm }, change);
  }
}

const key = (code: AlarmCode, subject: string) => `${code} ${subject}`;
