import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { MqttConfig } from '../config/mqtt.ts';
import {
  type Alarm,
  type AlarmCode,
  type Call,
  type Correction,
  doorTopic,
  eventTopic,
  MQTT_TOPICS,
  type MqttError,
  type MqttEvent,
  type MqttReading,
  type MqttState,
  type MqttVerdict,
  type Notification,
  type Reading,
  type Settings,
  stateTopic,
  type Verdict,
  type VisitStep,
} from '../contract/index.ts';
import type { MqttStatus } from '../health/parts.ts';
import { correct } from '../screening/correction.ts';
import type { ThermometerStatus } from '../thermometer/thermometer.ts';
import { MqttConnection } from './connection.ts';
import { discovery } from './discovery.ts';
import { DoorButton } from './door-button.ts';
import type { Subscription } from './subscriptions.ts';

/** Bytes of a press: Unix seconds. */
const PRESS_BYTES = 64;

export interface PublisherOptions extends ReadingContext {
  config: MqttConfig;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  thermometer: () => ThermometerStatus;
  alarms: () => readonly Alarm[];
  locked: () => boolean;
  /** Lets somebody in, as staff do. @returns why the door did not open, or null */
  openDoor: () => Promise<string | null>;
}

/** What the kiosk publishes; docs/mqtt.md has the payloads. Nothing in it waits for the broker but `deliver`; all
 * that it listens to is the door's button, where that is switched on. */
export class MqttPublisher {
  readonly #options: PublisherOptions;
  readonly #connection: MqttConnection;
  #temperature: number | null = null;
  #last: Verdict | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { config, kioskId, clock, log, openDoor } = options;
    const button = new DoorButton({
      clock,
      open: openDoor,
      onRefused: (why) => {
        log.warn({ why }, 'a press that came by MQTT opens no door');
        const at = clock.now().toISOString();
        this.#error({ code: 'door_refused', message: 'a press opens no door', detail: why, at });
      },
    });
    this.#connection = new MqttConnection({ ...options, onConnect: () => this.#onConnect() });
    if (!config.door) return;
    this.listen({
      topic: doorTopic(kioskId),
      most: PRESS_BYTES,
      take: ({ payload, retained }) => button.pressed(payload.toString(), retained),
    });
  }

  /** @throws {StartError} */
  start(): void {
    this.#connection.start();
  }

  /** Reads a topic; before `start()`. */
  listen(subscription: Subscription): void {
    this.#connection.listen(subscription);
  }

  /** Answers a message. @throws as `MqttConnection.deliver` */
  answer(topic: string, payload: object, correlation: Buffer | null): Promise<void> {
    return this.#connection.deliver(topic, JSON.stringify(payload), correlation);
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }

  status(): MqttStatus {
    return this.#connection.status();
  }

  get dropped(): MqttConnection['dropped'] {
    return this.#connection.dropped;
  }

  reading(reading: Reading): void {
    this.#temperature = reading.object_c;
    this.#send(MQTT_TOPICS.reading, readingPayload(reading, this.#options), { fleeting: true });
  }

  /** A verdict was stored: for the kiosk's state. */
  visit(verdict: Verdict): void {
    this.#last = verdict;
    const { id, reasons, simulated, visited } = verdict;
    this.#event('visit', { at: visited, event_type: verdict.verdict, id, reasons, simulated });
    this.state();
  }

  /** A visitor calls staff. */
  call({ at, visit }: Call): void {
    const { simulated } = this.#options.thermometer();
    this.#event('call', { at, event_type: 'ring', id: visit, reasons: [], simulated });
  }

  /**
   * Publishes a stored verdict; resolves when the broker has it.
   * @throws when it was not delivered; the caller tries again
   */
  async deliver(verdict: Verdict): Promise<void> {
    const { id, visited, ispass, reasons, call_staff, simulated } = verdict;
    const payload: MqttVerdict = {
      kiosk: this.#options.kioskId,
      at: visited,
      id,
      verdict: verdict.verdict,
      ispass,
      reasons,
      call_staff,
      simulated,
    };
    await this.#connection.deliver(MQTT_TOPICS.verdict, JSON.stringify(payload));
  }

  /** An alarm that opened. */
  alarm({ code, detail, opened_at }: Alarm): void {
    this.#error({ code, message: `alarm: ${code.replaceAll('_', ' ')}`, detail, at: opened_at });
    this.state();
  }

  /** A step of a visit that failed and is not tried again. */
  stepFailed(id: string, { step, error, ended }: VisitStep): void {
    this.#error({
      code: 'step_failed',
      message: `step ${step} of a visit failed`,
      detail: `visit ${id}: ${error ?? 'no reason given'}`,
      at: ended ?? this.#options.clock.now().toISOString(),
    });
  }

  /** What a rule's action publishes. */
  rule(topic: string, message: Notification): void {
    this.#send(topic, message);
  }

  /** The kiosk at one look; called every few seconds and when something has changed. */
  state(): void {
    this.#send(stateTopic(this.#options.kioskId), this.stateNow(), { retain: true });
  }

  stateNow(): MqttState {
    const { kioskId, clock, thermometer, alarms, locked } = this.#options;
    const { state, simulated } = thermometer();
    return {
      kiosk: kioskId,
      at: clock.now().toISOString(),
      temperature: state === 'live' ? this.#temperature : null,
      thermometer: state,
      simulated,
      verdict: this.#last?.verdict ?? null,
      visited: this.#last?.visited ?? null,
      alarms: [...new Set<AlarmCode>(alarms().map(({ code }) => code))],
      locked: locked(),
    };
  }

  #onConnect(): void {
    const { config, kioskId } = this.#options;
    if (config.discovery !== null) {
      for (const { topic, payload } of discovery(config.discovery, kioskId, config.door)) {
        const text = payload === null ? '' : JSON.stringify(payload);
        this.#connection.send({ topic, payload: text, retain: true, fleeting: false });
      }
    }
    this.state();
  }

  /** Tells what happens now; whoever was not there to hear it has the verdicts and alarms. */
  #event(kind: 'visit' | 'call', event: Omit<MqttEvent, 'kiosk'>): void {
    const { kioskId } = this.#options;
    if (!this.#connection.status().connected) return;
    const payload = JSON.stringify({ kiosk: kioskId, ...event } satisfies MqttEvent);
    const topic = eventTopic(kioskId, kind);
    this.#connection.send({ topic, payload, retain: false, fleeting: true, momentary: true });
  }

  #error(error: Omit<MqttError, 'kiosk'>): void {
    this.#send(MQTT_TOPICS.error, { kiosk: this.#options.kioskId, ...error } satisfies MqttError);
  }

  #send(topic: string, payload: object, { retain = false, fleeting = false } = {}): void {
    this.#connection.send({ topic, payload: JSON.stringify(payload), retain, fleeting });
  }
}

export interface ReadingContext {
  kioskId: string;
  settings: () => Pick<Settings, 'presenceThreshold'>;
  /** What a temperature is made with now. */
  correction: () => Correction;
}

/** A reading as `kf99/topic` has it, and as rules on readings see it. */
export function readingPayload(reading: Reading, context: ReadingContext): MqttReading {
  const { at, object_c, ambient_c, distance_mm, simulated } = reading;
  const { presenceThreshold } = context.settings();
  const person = object_c !== null && reading.error === 0 && object_c > presenceThreshold;
  const correction = context.correction();
  // Without any calibration there is no body temperature.
  const known = person && correction.calibration_id !== null;
  return {
    kiosk: context.kioskId,
    at,
    temperature: object_c,
    ambient: ambient_c,
    distance_mm,
    estimate: known ? correct({ object_c, ambient_c, distance_mm }, correction) : null,
    simulated,
  };
}
