import mqtt, { type MqttClient } from 'mqtt';
import type { Clock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { Backoff } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import { type MqttConfig, readCredentials } from '../config/mqtt.ts';
import { statusTopic } from '../contract/index.ts';
import type { MqttStatus } from '../health/parts.ts';
import { type Message, MessageQueue } from './queue.ts';

const QOS = 1;
const CONNECT_MS = 10_000;
const KEEPALIVE_S = 30;
const RECONNECT = { minMs: 1000, maxMs: 30_000 };
/** Messages that were sent and not acknowledged; AWS IoT Core takes 100. */
const MOST_IN_FLIGHT = 20;
/** ms that the broker may take to acknowledge a message that somebody waits for. */
const DELIVERY_MS = 10_000;
const STOP_MS = 1000;

export interface ConnectionOptions {
  config: MqttConfig;
  kioskId: string;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  /** Called at each connection, before anything of the queue is sent. */
  onConnect: () => void;
}

/**
 * One connection to the broker, made again and again with a pause that grows up to 30 s. Everything goes out
 * with QoS 1. The client's own queue has no bound, so it is not used: messages wait in ours until there is a
 * connection and room in flight. What was in flight when the connection broke is sent again by the client.
 */
export class MqttConnection {
  readonly #options: ConnectionOptions;
  readonly #queue = new MessageQueue();
  #client: MqttClient | null = null;
  #inFlight = 0;
  #error: string | null = null;
  readonly #backoff = new Backoff(RECONNECT);

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** @throws {StartError} when a file of the credentials can't be read */
  start(): void {
    const { config, kioskId, log } = this.#options;
    const client = mqtt.connect(config.url, {
      ...readCredentials(config),
      clientId: kioskId,
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_MS,
      reconnectPeriod: RECONNECT.minMs,
      reconnectOnConnackError: true,
      queueQoSZero: false,
      resubscribe: false,
      will: { topic: statusTopic(kioskId), payload: Buffer.from('offline'), qos: QOS, retain: true },
    });
    this.#client = client;
    client.on('connect', () => {
      this.#error = null;
      this.#backoff.succeeded();
      log.info('connected to the MQTT broker');
      this.send({ topic: statusTopic(kioskId), payload: 'online', retain: true, fleeting: false });
      this.#options.onConnect();
      this.#pump();
    });
    client.on('error', (error) => {
      const reason = error.message || (error as { code?: string }).code || 'no answer';
      if (reason !== this.#error) log.warn({ reason }, 'the MQTT broker does not take the connection');
      this.#error = reason;
    });
    client.on('close', () => {
      this.#error ??= 'the connection broke';
      client.options.reconnectPeriod = this.#backoff.failed();
    });
  }

  /** Says `offline` and leaves; what the broker has not taken within a second is lost. */
  async stop(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    if (client.connected) {
      const { clock, kioskId } = this.#options;
      const said = client.publishAsync(statusTopic(kioskId), 'offline', {
        qos: QOS,
        retain: true,
      });
      await within(clock, STOP_MS, () => said).catch(() => undefined);
    }
    await client.endAsync(true);
  }

  status(): MqttStatus {
    return { connected: this.#client?.connected ?? false, queued: this.#queue.size, error: this.#error };
  }

  /** Messages that were dropped for want of room since the start. */
  get dropped(): Readonly<MessageQueue['dropped']> {
    return this.#queue.dropped;
  }

  /** Sends as soon as it can; never throws, never waits. */
  send(message: Message): void {
    if (this.#client === null) return;
    this.#queue.push(message);
    this.#pump();
  }

  /**
   * Sends now, and resolves when the broker has taken it.
   * @throws when there is no connection, or no acknowledgement within 10 s: then the broker may have it or not
   */
  async deliver(topic: string, payload: string): Promise<void> {
    const client = this.#client;
    if (!client?.connected) throw new Error(`the MQTT broker is away: ${this.#error ?? 'not connected yet'}`);
    await within(this.#options.clock, DELIVERY_MS, () => client.publishAsync(topic, payload, { qos: QOS }));
  }

  #pump(): void {
    const client = this.#client;
    while (client?.connected && this.#inFlight < MOST_IN_FLIGHT) {
      const message = this.#queue.shift();
      if (message === undefined) return;
      this.#inFlight += 1;
      client.publish(message.topic, message.payload, { qos: QOS, retain: message.retain }, () => {
        this.#inFlight -= 1;
        this.#pump();
      });
    }
  }
}
