import type { IClientSubscribeProperties, IPublishPacket, MqttClient } from 'mqtt';
import type { Log } from '../common/log.ts';

/** SUBACK: from this on a reason code is a refusal. */
const REFUSED = 0x80;

/** A message that came; its payload is a stranger's. */
export interface Incoming {
  topic: string;
  payload: Buffer;
  /** The broker had kept it: it says nothing of now. */
  retained: boolean;
  /** Of MQTT 5: where an answer shall go, and what shall stand beside it. */
  responseTopic: string | null;
  correlation: Buffer | null;
}

export interface Subscription {
  topic: string;
  /** Must not throw. */
  take: (message: Incoming) => void;
  /** Bytes of a message that is taken. */
  most: number;
}

/**
 * The topics that the kiosk reads; none unless the machine's configuration names a use for them. Nothing that
 * the broker has kept is asked for, and nothing larger than the largest message that some topic takes.
 */
export class Subscriptions {
  readonly #log: Pick<Log, 'warn'>;
  readonly #all = new Map<string, Subscription>();
  readonly #refused = new Map<string, string>();

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** Before the first connection. */
  add(subscription: Subscription): void {
    this.#all.set(subscription.topic, subscription);
  }

  /** Bytes that the broker may send in one message; undefined where nothing is read. */
  get most(): number | undefined {
    const most = [...this.#all.values()].map((one) => one.most);
    return most.length === 0 ? undefined : Math.max(...most);
  }

  /** A connection began. @param version of the protocol that it speaks */
  begin(client: MqttClient, version: 4 | 5): void {
    this.#refused.clear();
    const options = { qos: 1, ...(version === 5 && { nl: true, rap: true, rh: 2 }) } as const;
    for (const topic of this.#all.keys()) this.#subscribe(client, topic, options);
  }

  /** What the broker does not let the kiosk read, and what to do, in a sentence; null when it may. */
  get sentence(): string | null {
    if (this.#refused.size === 0) return null;
    const named = [...this.#refused].map(([topic, reason]) => `${topic} (${reason})`).join(', ');
    return `The broker does not let the kiosk read ${named}: give this kiosk's user the right to subscribe there.`;
  }

  take(topic: string, payload: Buffer, { retain, properties }: IPublishPacket): void {
    const subscription = this.#all.get(topic);
    if (subscription === undefined || payload.length > subscription.most) return;
    subscription.take({
      topic,
      payload,
      retained: retain,
      responseTopic: properties?.responseTopic ?? null,
      correlation: properties?.correlationData ?? null,
    });
  }

  #subscribe(client: MqttClient, topic: string, options: IClientSubscribeProperties & { qos: 1 }): void {
    client.subscribe(topic, options, (error, granted) => {
      const code = granted?.[0]?.qos ?? 0;
      if (!error && code < REFUSED) return;
      // The connection ended meanwhile: the next one asks again.
      if (error && !client.connected) return;
      const reason = error?.message.replace(/^Subscribe error: /, '') ?? 'not allowed';
      this.#refused.set(topic, reason);
      this.#log.warn({ topic, reason }, 'the MQTT broker refuses a subscription');
    });
  }
}
