import { Alarms } from '../alarms/alarms.ts';
import { AlarmTable } from '../alarms/table.ts';
import { AlarmWatch } from '../alarms/watch.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { ConditionRunner } from '../condition/condition.ts';
import type { Config } from '../config/config.ts';
import {
  type Correction,
  type Health,
  HistoryRow,
  type MqttRule,
  type Reading,
  type Rule,
  type RuleAction,
  type RuleSource,
  type ServerEvent,
  type Settings,
  type Verdict,
  type VisitStep,
  type WebhookTestResult,
} from '../contract/index.ts';
import { MqttPublisher, readingPayload } from '../mqtt/publisher.ts';
import type { ReadingBuffer } from '../screening/reading-buffer.ts';
import type { VisitSteps } from '../screening/steps.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { DoorLocks } from './locks.ts';
import { RuleTable } from './rule-table.ts';
import { Rules } from './rules.ts';
import type { Seen } from './try-rule.ts';
import { WebhookSecret } from './webhook-secret.ts';
import { Webhooks } from './webhooks.ts';

/** Visits that a rule is tried on. */
const RECENT_VISITS = 200;

export interface CentreOptions {
  config: Pick<Config, 'mqtt' | 'webhookSecretFile'>;
  kioskId: string;
  clock: Clock;
  log: Log;
  store: Store;
  settings: () => Settings;
  correction: () => Correction;
  thermometer: Thermometer;
  buffer: ReadingBuffer;
  health: () => Health;
  /** To every open page. */
  send: (event: ServerEvent) => void;
}

/**
 * Everything that tells people and machines what happens: alarms, the site's rules, MQTT and webhooks, wired
 * together. It is shown each reading and each verdict, and looks at health every few seconds; nobody waits for it.
 */
export class Notifier {
  readonly alarms: Alarms;
  readonly locks = new DoorLocks();
  readonly rules: Rules;
  readonly webhooks: Webhooks;
  readonly webhookSecret: WebhookSecret;
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
    this.webhooks = new Webhooks({ store, clock, log, alarms, secret: () => this.webhookSecret.get() });
    this.rules = new Rules({
      table: new RuleTable(database),
      alarms,
      locks: this.locks,
      runner: new ConditionRunner(clock),
      clock,
      log,
      act: (action, rule, state) => this.#act(action, rule, state),
    });
    this.mqtt =
      config.mqtt &&
      new MqttPublisher({
        ...options,
        config: config.mqtt,
        thermometer: () => thermometer.status(),
        alarms: () => alarms.active(),
        locked: () => this.locks.locked,
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
    const { send } = this.#options;
    this.webhookSecret.start();
    this.mqtt?.start();
    this.alarms.start();
    this.alarms.onChange((alarm, change) => {
      const { acknowledged_by: _, ...told } = alarm;
      send({ type: 'alarm', alarm: told });
      if (change === 'opened') this.mqtt?.alarm(alarm);
    });
    this.locks.onChange((locked) => {
      send({ type: 'lock', locked });
      this.mqtt?.state();
    });
    this.rules.start();
    this.webhooks.start();
    this.#watch.look();
  }

  async stop(): Promise<void> {
    await this.rules.stop();
    await this.webhooks.stop();
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
    this.rules.see('visit', () => ruleVisit(this.#options.store.visitDetail(verdict.id)));
  }

  /** A step of a visit that failed and is not tried again. */
  stepFailed(id: string, step: VisitStep): void {
    this.mqtt?.stepFailed(id, step);
  }

  /** Calls a webhook as a rule would, once. */
  testWebhook(url: string): Promise<WebhookTestResult> {
    return this.webhooks.test(url, this.#message('test', 'fired'));
  }

  /** What a condition can be tried on, newest first. */
  recent(source: RuleSource): Seen[] {
    const { buffer, store, health, clock } = this.#options;
    switch (source) {
      case 'reading':
        return buffer
          .since(Number.NEGATIVE_INFINITY)
          .map(({ reading }) => ({ at: reading.at, input: readingPayload(reading, this.#options) }))
          .reverse();
      case 'visit':
        return store.listVisits(RECENT_VISITS).map((row) => ({ at: row.visited, input: ruleVisit(row) }));
      case 'health':
        return [{ at: clock.now().toISOString(), input: health() }];
    }
  }

  #message(rule: string, state: MqttRule['state']): MqttRule {
    const { kioskId, clock } = this.#options;
    return { kiosk: kioskId, at: clock.now().toISOString(), rule, state };
  }

  #act(action: Exclude<RuleAction, { type: 'lock' }>, rule: Rule, state: MqttRule['state']): void {
    const { send } = this.#options;
    const message = this.#message(rule.name, state);
    switch (action.type) {
      case 'mqtt':
        this.mqtt?.rule(action.topic, message);
        return;
      case 'webhook':
        this.webhooks.call(action.url, message);
        return;
      case 'sound':
        if (state === 'fired') send({ type: 'sound', rule: rule.name });
    }
  }
}

const COLUMNS = Object.keys(HistoryRow.shape);

/** A visit as a rule sees it: the row of `history`, and the estimate as `temperature`. */
function ruleVisit(row: { estimate_c: number | null } | null): Record<string, unknown> {
  if (row === null) return {};
  const columns = Object.entries(row).filter(([key]) => COLUMNS.includes(key));
  return { ...Object.fromEntries(columns), temperature: row.estimate_c };
}
