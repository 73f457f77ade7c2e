import type { MqttClient } from 'mqtt';
import type { Clock, Stop } from '../clock/clock.ts';
import { sleep, within } from '../clock/wait.ts';
import { Backoff } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import { type MqttConfig, readCredentials } from '../config/mqtt.ts';
import { statusTopic } from '../contract/index.ts';
import type { MqttStatus } from '../health/parts.ts';
import { advice, Dialect } from './dialect.ts';
import { type Message, MessageQueue } from './queue.ts';
import { Refusals } from './refusals.ts';
import { Rival } from './rival.ts';
import { type Subscription, Subscriptions } from './subscriptions.ts';

const QOS = 1;
const CONNECT_MS = 10_000;
const KEEPALIVE_S = 30;
const RECONNECT = { minMs: 1000, maxMs: 30_000 };
/** ms after which a connection has lasted: longer than any pause, or two kiosks of one name would reset each other's. */
const LASTS_MS = 60_000;
/** Messages that were sent and not acknowledged; AWS IoT Core takes 100. */
const MOST_IN_FLIGHT = 20;
/** ms that the broker may take to acknowledge a message that somebody waits for. */
const DELIVERY_MS = 10_000;
const STOP_MS = 1000;
/** Bytes of a message beside its payload: topic and properties. */
const HEAD_BYTES = 4096;

export interface ConnectionOptions {
  config: MqttConfig;
  kioskId: string;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  /** Called at each connection, before anything of the queue is sent. */
  onConnect: () => void;
}

interface Outgoing extends Message {
  /** Of a message that somebody waits for; null for one of the queue. */
  settle: ((error?: Error) => void) | null;
  correlation: Buffer | null;
}

/**
 * One connection to the broker, made again and again with a pause that grows up to 30 s and begins anew after a
 * connection that lasted. Everything goes out with QoS 1. The client's own queue has no bound and its own repetition
 * sends the same first message at each connection, so neither is used: messages wait in our queue until there is
 * a connection and room in flight, and go back to it when the connection ends before they are acknowledged.
 */
export class MqttConnection {
  readonly #options: ConnectionOptions;
  readonly #queue = new MessageQueue();
  /** Messages that somebody waits for; they go before the queue's. */
  readonly #awaited: Outgoing[] = [];
  readonly #inFlight = new Set<Outgoing>();
  readonly #refusals: Refusals;
  readonly #rival: Rival;
  readonly #subscriptions: Subscriptions;
  readonly #dialect = new Dialect();
  readonly #backoff = new Backoff(RECONNECT);
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #client: MqttClient | null = null;
  /** Of the broker of this connection. */
  #mostInFlight = MOST_IN_FLIGHT;
  #error: string | null = null;
  /** Readings that the broker did not take. */
  #refused = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#refusals = new Refusals(options.clock);
    this.#rival = new Rival(options.kioskId);
    this.#subscriptions = new Subscriptions(options.log);
  }

  /** Reads a topic; before `start()`. */
  listen(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  /** @throws {StartError} when a file of the credentials can't be read */
  start(): void {
    this.#running = this.#run(readCredentials(this.#options.config));
  }

  /** Says `offline` and leaves; what the broker has not taken within a second is lost. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#stopping.abort();
    const { clock, kioskId } = this.#options;
    const topic = statusTopic(kioskId);
    if (client?.connected && this.#refusals.allows(topic)) {
      const said = client.publishAsync(topic, 'offline', { qos: QOS, retain: this.#dialect.retain });
      // The connection may end before there is an answer.
      await within(clock, STOP_MS, () => Promise.race([said, this.#running])).catch(() => undefined);
    }
    await client?.endAsync(true);
    await this.#running;
  }

  status(): MqttStatus {
    return {
      connected: this.#client?.connected ?? false,
      queued: this.#queue.size,
      error: this.#error,
      rival: this.#rival.sentence,
      refused: [this.#refusals.sentence, this.#subscriptions.sentence].filter(Boolean).join(' ') || null,
    };
  }

  /** Messages that were dropped since the start: for want of room, or because the broker did not take them. */
  get dropped(): { fleeting: number; lasting: number; refused: number } {
    return { ...this.#queue.dropped, refused: this.#refused };
  }

  /** Sends as soon as it can; never throws, never waits. */
  send(message: Message): void {
    if (this.#running === null || this.#stopping.signal.aborted) return;
    this.#queue.push(message);
    this.#pump();
  }

  /**
   * Sends now, and resolves when the broker has taken it.
   * @param correlation stands beside it, where MQTT 5 is spoken
   * @throws when there is no connection, the broker refuses it, or does not acknowledge it within 10 s: then it may
   *   have it or not
   */
  async deliver(topic: string, payload: string, correlation: Buffer | null = null): Promise<void> {
    if (!this.#client?.connected) {
      throw new Error(`the MQTT broker is away: ${this.#error ?? 'not connected yet'}`);
    }
    if (!this.#refusals.allows(topic)) throw new Error(`the MQTT broker refuses messages to ${topic}`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const settle = (error?: Error) => (error ? reject(error) : resolve());
    const message: Outgoing = { topic, payload, retain: false, fleeting: false, settle, correlation };
    this.#awaited.push(message);
    this.#pump();
    try {
      await within(this.#options.clock, DELIVERY_MS, () => promise);
    } finally {
      const at = this.#awaited.indexOf(message);
      if (at >= 0) this.#awaited.splice(at, 1);
    }
  }

  async #run(credentials: ReturnType<typeof readCredentials>): Promise<void> {
    const { signal } = this.#stopping;
    // Loaded here, since a site without a broker never needs it.
    const { default: mqtt } = await import('mqtt');
    while (!signal.aborted) {
      const pauseMs = await this.#connect(mqtt, credentials);
      if (pauseMs > 0) await sleep(this.#options.clock, pauseMs, { signal });
    }
  }

  /** One connection, from its beginning to its end. @returns ms to wait before the next */
  async #connect(
    mqtt: typeof import('mqtt')['default'],
    credentials: ReturnType<typeof readCredentials>,
  ): Promise<number> {
    const { config, kioskId, clock, log } = this.#options;
    const topic = statusTopic(kioskId);
    const { version } = this.#dialect;
    const { most } = this.#subscriptions;
    const client = mqtt.connect(config.url, {
      ...credentials,
      protocolVersion: version,
      clientId: kioskId,
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_MS,
      reconnectPeriod: 0,
      queueQoSZero: false,
      ...(most !== undefined && { properties: { maximumPacketSize: most + HEAD_BYTES } }),
      resubscribe: false,
      will: { topic, payload: Buffer.from('offline'), qos: QOS, retain: this.#dialect.retain },
    });
    this.#client = client;
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    let began = false;
    let lasted = false;
    /** Of the refusal, the broken socket, or MQTT 5's word at the end. */
    let code: unknown = null;
    let stopTimer: Stop = () => undefined;
    client.on('connect', ({ properties }) => {
      began = true;
      this.#error = null;
      this.#mostInFlight = Math.min(MOST_IN_FLIGHT, properties?.receiveMaximum ?? MOST_IN_FLIGHT);
      if (properties?.retainAvailable === false) this.#dialect.retain = false;
      stopTimer = clock.after(LASTS_MS, () => {
        lasted = true;
        this.#backoff.succeeded();
        this.#rival.lasted();
      });
      log.info({ version: this.#dialect.version }, 'connected to the MQTT broker');
      this.send({ topic, payload: 'online', retain: true, fleeting: false });
      this.#options.onConnect();
      this.#subscriptions.begin(client, version);
      this.#pump();
    });
    client.on('message', (name, payload, packet) => this.#subscriptions.take(name, payload, packet));
    client.on('disconnect', ({ reasonCode }) => {
      code = reasonCode ?? null;
    });
    client.on('error', (error: Error & { code?: unknown }) => {
      code ??= error.code ?? error.message;
      const reason = (error.message || String(error.code ?? 'no answer')) + advice(error.code, topic);
      if (reason !== this.#error) log.warn({ reason }, 'the MQTT broker does not take the connection');
      this.#error = reason;
      client.end(true, () => end());
    });
    client.on('close', () => end());
    client.on('end', () => end());
    await over;
    stopTimer();
    this.#error ??= 'the connection broke';
    if (!began) return this.#dialect.refused(code) ? 0 : this.#backoff.failed();
    this.#dialect.ended();
    return this.#ended(code, lasted);
  }

  /** A connection that had begun is over. @returns ms to wait before the next */
  #ended(code: unknown, lasted: boolean): number {
    const lost = [...this.#inFlight];
    this.#inFlight.clear();
    // Named before it is put back, or the next connection would send all at once again.
    const blamed =
      Rival.overMessage(code) && lost.length > 0 && this.#refusals.ended(lost.map(({ topic }) => topic));
    if (!lasted) this.#rival.ended(code, lost.length === 0);
    for (const { settle, correlation: _, ...message } of lost.reverse()) {
      if (message.momentary) continue;
      if (settle === null) this.#queue.putBack(message);
      else settle(new Error('the connection to the MQTT broker broke'));
    }
    const pauseMs = this.#backoff.failed();
    return blamed ? RECONNECT.minMs : pauseMs;
  }

  #pump(): void {
    const client = this.#client;
    while (client?.connected && this.#inFlight.size < (this.#refusals.careful ? 1 : this.#mostInFlight)) {
      const message = this.#awaited.shift() ?? this.#queued();
      if (message === undefined) return;
      this.#publish(client, message);
    }
  }

  #queued(): Outgoing | undefined {
    const message = this.#queue.shift((topic) => this.#refusals.allows(topic));
    return message && { ...message, settle: null, correlation: null };
  }

  #publish(client: MqttClient, message: Outgoing): void {
    const { topic, payload, settle, correlation } = message;
    this.#inFlight.add(message);
    const retain = message.retain && this.#dialect.retain;
    const properties = correlation !== null && { properties: { correlationData: correlation } };
    client.publish(
      topic,
      payload,
      { qos: QOS, retain, ...properties },
      (error?: Error & { code?: unknown }) => {
        // Without a number it is not the broker's answer: the connection is ending, and #ended() looks after it.
        if (error && typeof error.code !== 'number') return;
        // What was in flight at the end of a connection is no longer this one's.
        if (!this.#inFlight.delete(message)) return;
        if (error) this.#refuse(message, error);
        else this.#refusals.acknowledged(topic);
        settle?.(
          error ? new Error(`the MQTT broker refuses messages to ${topic}: ${error.message}`) : undefined,
        );
        this.#pump();
      },
    );
  }

  #refuse({ settle, correlation: _, ...message }: Outgoing, { message: reason }: Error): void {
    const { topic, fleeting } = message;
    if (this.#refusals.allows(topic))
      this.#options.log.warn({ topic, reason }, 'the MQTT broker refuses a message');
    this.#refusals.refused(topic, reason.replace(/^Publish error: /, ''));
    if (fleeting) this.#refused += 1;
    else if (settle === null) this.#queue.putBack(message);
  }
}
