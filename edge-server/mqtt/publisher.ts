import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { MqttConfig } from '../config/mqtt.ts';
import {
  type Alarm,
  type AlarmCode,
  type Correction,
  MQTT_TOPICS,
  type MqttError,
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

export interface PublisherOptions extends ReadingContext {
  config: MqttConfig;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  thermometer: () => ThermometerStatus;
  alarms: () => readonly Alarm[];
  locked: () => boolean;
}

/** What the kiosk publishes; docs/mqtt.md has the payloads. Nothing in it waits for the broker but `deliver`. */
export class MqttPublisher {
  readonly #options: PublisherOptions;
  readonly #connection: MqttConnection;
  #temperature: number | null = null;
  #last: Verdict | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#connection = new MqttConnection({ ...options, onConnect: () => this.#onConnect() });
  }

  /** @throws {StartError} */
  start(): void {
    this.#connection.start();
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
    this.state();
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
    const { kioskId, clock, thermometer, alarms, locked } = this.#options;
    const { state, simulated } = thermometer();
    const payload: MqttState = {
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
    this.#send(stateTopic(kioskId), payload, { retain: true });
  }

  #onConnect(): void {
    const { config, kioskId } = this.#options;
    if (config.discovery !== null) {
      for (const { topic, payload } of discovery(config.discovery, kioskId)) {
        this.#send(topic, payload, { retain: true });
      }
    }
    this.state();
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
