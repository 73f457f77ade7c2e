import { Alarms } from '../alarms/alarms.ts';
import { AlarmTable } from '../alarms/table.ts';
import { AlarmWatch } from '../alarms/watch.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { ConditionRunner } from '../condition/condition.ts';
import { type Config, isLoopback } from '../config/config.ts';
import {
  type Alarm,
  type Call,
  type Correction,
  type Health,
  HistoryRow,
  type Notification,
  type NotifiedAlarm,
  type NotifiedVisit,
  type Reading,
  type RuleAction,
  type ServerEvent,
  type Settings,
  type Verdict,
  type VisitStep,
} from '../contract/index.ts';
import { noteOf } from '../delivery/notes.ts';
import { Outbox } from '../delivery/outbox.ts';
import { PhoneTable } from '../delivery/phone-table.ts';
import { nameOf, sender } from '../delivery/senders.ts';
import type { Target } from '../delivery/target.ts';
import { vapidKeys } from '../delivery/vapid.ts';
import { WayTable } from '../delivery/way-table.ts';
import { WebhookSecret } from '../delivery/webhook-secret.ts';
import { MqttPublisher, readingPayload } from '../mqtt/publisher.ts';
import { Reports } from '../reports/reports.ts';
import type { ReadingBuffer } from '../screening/reading-buffer.ts';
import type { VisitSteps } from '../screening/steps.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { Duty } from './duty.ts';
import { DoorLocks } from './locks.ts';
import { Messages } from './messages.ts';
import { Roster } from './roster.ts';
import { RuleTable } from './rule-table.ts';
import { type Firing, Rules } from './rules.ts';
import type { Seen } from './try-rule.ts';

/** Visits that a rule is tried on. */
const RECENT_VISITS = 200;
/** Calls that are kept in memory for it, and alarms that are read. */
const RECENT_CALLS = 50;
const RECENT_ALARMS = 200;
/** Alarms that the rules and the messages make themselves: a rule on alarms would see its own work. */
const OWN_ALARMS: readonly Alarm['code'][] = [
  'rule',
  'rule_staff',
  'rule_disabled',
  'rule_lock_disabled',
  'delivery_failed',
];

export interface CentreOptions {
  config: Pick<Config, 'mqtt' | 'reportFolder' | 'webhookSecretFile'>;
  kioskId: string;
  clock: Clock;
  clockIsSet: () => boolean;
  log: Log;
  store: Store;
  settings: () => Settings;
  correction: () => Correction;
  thermometer: Thermometer;
  buffer: ReadingBuffer;
  health: () => Health;
  /** To every open page. */
  send: (event: ServerEvent) => void;
  /** Open pages of staff. */
  pages: () => number;
  /** The admin page's address as people outside of this machine have it, with a slash at its end. */
  adminUrl: () => string;
  /** Lets somebody in whom a message lets in. @returns why the door did not open, or null */
  openDoor: () => Promise<string | null>;
}

/**
 * Everything that tells people and machines what happens: alarms, the site's rules, MQTT and webhooks, wired
 * together. It is shown each reading and each verdict, and looks at health every few seconds; nobody waits for it.
 */
export class Notifier {
  readonly alarms: Alarms;
  readonly locks = new DoorLocks();
  readonly rules: Rules;
  readonly outbox: Outbox;
  readonly reports: Reports;
  readonly ways: WayTable;
  readonly phones: PhoneTable;
  readonly roster: Roster;
  readonly duty: Duty;
  readonly webhookSecret: WebhookSecret;
  readonly #messages: Messages;
  /** Visitors' last calls, newest first. */
  readonly #calls: Call[] = [];
  /** Null without a broker. */
  readonly mqtt: MqttPublisher | null;
  readonly #options: CentreOptions;
  readonly #watch: AlarmWatch;

  constructor(options: CentreOptions) {
    const { config, store, clock, log, thermometer } = options;
    const { database } = store;
    this.#options = options;
    const alarms = new Alarms({
      table: new AlarmTable(database, (change) => store.write(change, 'later')),
      clock,
      log,
    });
    this.alarms = alarms;
    this.#watch = new AlarmWatch({ alarms, clock, health: options.health, sync: () => store.sync() });
    this.webhookSecret = new WebhookSecret(database, config.webhookSecretFile);
    this.#messages = new Messages(options);
    this.ways = new WayTable(database);
    this.phones = new PhoneTable(database, clock);
    this.roster = new Roster({ database, settings: options.settings });
    const send = sender({
      ways: this.ways,
      phones: this.phones,
      clock,
      secret: () => this.webhookSecret.get(),
      vapid: () => vapidKeys(database),
      subject: () => subjectOf(options.adminUrl()),
      language: (person) => this.roster.language(person),
    });
    const onGivenUp = (name: string, reason: string) =>
      alarms.raise('delivery_failed', `A message to ${name} was given up: ${reason}.`);
    this.outbox = new Outbox({
      store,
      clock,
      log,
      send,
      nameOf: (target) => nameOf(target, this.ways),
      onGivenUp,
    });
    this.reports = new Reports({
      ...options,
      outbox: this.outbox,
      ways: this.ways,
      language: (person) => this.roster.language(person),
      folder: config.reportFolder,
      onGivenUp: (name, reason) =>
        alarms.raise('delivery_failed', `The weekly report ${name} could not be kept as a file: ${reason}.`),
    });
    this.duty = new Duty({
      alarms,
      outbox: this.outbox,
      roster: this.roster,
      clock,
      settings: options.settings,
      message: (alarm) => this.#alarmMessage(alarm),
      pages: options.pages,
    });
    this.rules = new Rules({
      table: new RuleTable(database),
      alarms,
      locks: this.locks,
      runner: new ConditionRunner(clock),
      clock,
      log,
      act: (action, firing) => this.#act(action, firing),
    });
    this.mqtt =
      config.mqtt &&
      new MqttPublisher({
        ...options,
        config: config.mqtt,
        thermometer: () => thermometer.status(),
        alarms: () => alarms.active(),
        locked: () => this.locks.locked,
        openDoor: options.openDoor,
      });
  }

  /** The step `published`, when there is a broker. Before the steps start. */
  register(steps: VisitSteps): void {
    const { mqtt } = this;
    if (mqtt === null) return;
    steps.register('published', {
      wanted: () => true,
      run: async ({ verdict }) => {
        await mqtt.deliver(verdict);
        return 'done';
      },
      retry: { minMs: 500, maxMs: 30_000, tries: Number.POSITIVE_INFINITY },
    });
  }

  /** @throws {StartError} when a file with credentials can't be used; nothing runs then */
  start(): void {
    const { send, store, clock } = this.#options;
    this.webhookSecret.start();
    this.mqtt?.start();
    this.alarms.start();
    this.alarms.onChange((alarm, change) => {
      const { acknowledged_by: _, ...told } = alarm;
      send({ type: 'alarm', alarm: told });
      if (change === 'opened') this.mqtt?.alarm(alarm);
      if (!OWN_ALARMS.includes(alarm.code)) this.rules.see('alarm', () => ({ ...told, change }));
    });
    this.locks.onChange((locked) => {
      send({ type: 'lock', locked });
      this.mqtt?.state();
    });
    this.outbox.onTried((target, _, error) => {
      const note = noteOf(target, error, clock);
      // What is lost with a full disk is a line of a list.
      if (note !== null) store.write([note], 'later').catch(() => undefined);
    });
    this.duty.onCall(() => send(this.callState()));
    this.rules.start();
    this.outbox.start();
    this.reports.start();
    this.duty.start();
    this.#watch.look();
  }

  async stop(): Promise<void> {
    this.duty.stop();
    this.reports.stop();
    await this.rules.stop();
    await this.outbox.stop();
    await this.mqtt?.stop();
  }

  /** Every few seconds. */
  look(health: Health): void {
    this.#watch.look();
    this.mqtt?.state();
    this.rules.see('health', () => health);
  }

  reading(reading: Reading): void {
    this.mqtt?.reading(reading);
    this.rules.see('reading', () => readingPayload(reading, this.#options));
  }

  /** A verdict that is stored. */
  verdict(verdict: Verdict): void {
    this.#watch.onVerdict(verdict);
    this.mqtt?.visit(verdict);
    this.rules.see('visit', () => seenVisit(this.#options.store.visitDetail(verdict.id)));
  }

  /** A step of a visit that failed and is not tried again. */
  stepFailed(id: string, step: VisitStep): void {
    this.mqtt?.stepFailed(id, step);
  }

  /** A visitor calls staff. @returns what is known of it within a few seconds */
  async call(call: Call): Promise<Duty['call']> {
    this.#calls.unshift(call);
    this.#calls.splice(RECENT_CALLS);
    this.#options.send({ type: 'call', call });
    this.mqtt?.call(call);
    this.alarms.raise('call_staff', 'A visitor pressed the button that calls staff.');
    this.rules.see('call', () => call);
    return this.duty.told();
  }

  /** What the kiosk's screen may say of staff, now. */
  callState(): ServerEvent {
    return { type: 'call_state', state: this.duty.call, trouble_told: this.duty.troubleTold };
  }

  /** Sends a message as a try, once. @returns why it was not taken, null when it was */
  testDelivery(target: Target): Promise<string | null> {
    return this.outbox.test(target, this.#messages.of('test', {}));
  }

  /** What a condition can be tried on, newest first. */
  recent(source: Firing['rule']['source']): Seen[] {
    const { buffer, store, health, clock } = this.#options;
    switch (source) {
      case 'reading':
        return buffer
          .since(Number.NEGATIVE_INFINITY)
          .map(({ reading }) => ({ at: reading.at, input: readingPayload(reading, this.#options) }))
          .reverse();
      case 'visit':
        return store.listVisits(RECENT_VISITS).map((row) => ({ at: row.visited, input: seenVisit(row) }));
      case 'health':
        return [{ at: clock.now().toISOString(), input: health() }];
      case 'call':
        return this.#calls.map((call) => ({ at: call.at, input: call }));
      case 'alarm':
        return this.alarms
          .list('all', RECENT_ALARMS, null)
          .alarms.filter(({ code }) => !OWN_ALARMS.includes(code))
          .map((alarm) => ({ at: alarm.opened_at, input: seenAlarm(alarm, 'opened') }));
    }
  }

  #alarmMessage(alarm: Alarm): Notification {
    const [call = null] = alarm.code === 'call_staff' ? this.#calls : [];
    const visit = call?.visit ? seenVisit(this.#options.store.visitDetail(call.visit)) : null;
    return this.#messages.of(call === null ? 'alarm' : 'call', {
      alarm: seenAlarm(alarm, 'opened'),
      call,
      visit,
    });
  }

  #act(action: Exclude<RuleAction, { type: 'lock' }>, { id, rule, state, input }: Firing): void {
    const { send } = this.#options;
    const message = () =>
      this.#messages.of(rule.source, { rule: { name: rule.name, state }, [rule.source]: input ?? null });
    switch (action.type) {
      case 'mqtt':
        this.mqtt?.rule(action.topic, message());
        return;
      case 'webhook':
        this.outbox.put({ to: 'webhook', url: action.url }, message());
        return;
      case 'way':
        this.outbox.put({ to: 'way', id: action.way }, message());
        return;
      case 'staff':
        if (state === 'fired') this.alarms.raise('rule_staff', `The rule "${rule.name}" fired.`, String(id));
        return;
      case 'sound':
        if (state === 'fired') send({ type: 'sound', rule: rule.name });
    }
  }
}

const COLUMNS = Object.keys(HistoryRow.shape);

/** A visit as a rule sees it, null when it is not stored. */
function seenVisit(row: { estimate_c: number | null } | null): NotifiedVisit | null {
  if (row === null) return null;
  const columns = Object.entries(row).filter(([key]) => COLUMNS.includes(key));
  return { ...Object.fromEntries(columns), temperature: row.estimate_c } as NotifiedVisit;
}

function seenAlarm({ acknowledged_by: _, ...alarm }: Alarm, change: NotifiedAlarm['change']): NotifiedAlarm {
  return { ...alarm, change };
}

/** Whom push services may write to: the site's address, where it has one that others can know. */
function subjectOf(adminUrl: string): string {
  return adminUrl.startsWith('https:') && !isLoopback(new URL(adminUrl).hostname)
    ? adminUrl
    : 'mailto:kf99@example.org';
}
