import type { Clock } from '../clock/clock.ts';

/** Ends of the connection, over one message each time, after which its topic is set aside. */
const MOST_ENDS = 3;
/** ms without messages to a topic after the broker said no, and after messages to it ended the connection. */
const SAID_NO_MS = 60_000;
const ENDED_MS = 600_000;
/** ms after which a refusal is forgotten when nobody has sent to the topic any more. */
const FORGET_MS = 3_600_000;
/** Topics that are named at once. */
const MOST_NAMED = 3;

interface Entry {
  /** Why, in the broker's words; null while it is only under suspicion. */
  reason: string | null;
  /** Ends of the connection in a row while a message of this topic was alone in flight. */
  ends: number;
  /** When a message may be tried again, and when it was last refused: ms of the monotonic clock. */
  until: number;
  at: number;
}

/**
 * What the broker does not take, by topic:
 *
 *   well ── it answers a message with a refusal (MQTT 5) ──► set aside for a minute
 *     │ ▲
 *     │ └── it acknowledges a message
 *     └── the connection ends with messages of it in flight ──► suspect: while there is one, messages go one by one,
 *           so that the next end names its message ── three such ends ──► set aside for ten minutes
 *
 * After its time one message of the topic is tried. AWS IoT Core and brokers without MQTT 5 can say no only by
 * ending the connection; sent again at each connection, that one message would keep all others back for ever.
 */
export class Refusals {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  acknowledged(topic: string): void {
    this.#entries.delete(topic);
  }

  /** The broker answered with a refusal. @param reason its words */
  refused(topic: string, reason: string): void {
    const at = this.#clock.monotonic();
    this.#entries.set(topic, { reason, ends: 0, until: at + SAID_NO_MS, at });
  }

  /** The connection ended while messages to these topics were in flight. @returns whether one was to blame */
  ended(topics: readonly string[]): boolean {
    const at = this.#clock.monotonic();
    const alone = new Set(topics).size === 1;
    for (const topic of topics) {
      const entry = this.#entries.get(topic) ?? { reason: null, ends: 0, until: at, at };
      this.#entries.set(topic, entry);
      entry.at = at;
      if (!alone) continue;
      entry.ends += 1;
      if (entry.ends < MOST_ENDS) continue;
      entry.reason = 'the connection ends over it';
      entry.until = at + ENDED_MS;
    }
    return alone;
  }

  /** Whether a message to this topic may be sent now. */
  allows(topic: string): boolean {
    return (this.#entries.get(topic)?.until ?? 0) <= this.#clock.monotonic();
  }

  /** Whether messages have to go one by one. */
  get careful(): boolean {
    this.#forget();
    const now = this.#clock.monotonic();
    return [...this.#entries.values()].some(
      ({ ends, until, reason }) => until <= now && (ends > 0 || !reason),
    );
  }

  /** What is refused and what to do, in a sentence or two; null when nothing is. */
  get sentence(): string | null {
    this.#forget();
    const refused = [...this.#entries].filter(([, { reason }]) => reason !== null);
    if (refused.length === 0) return null;
    const named = refused.slice(0, MOST_NAMED).map(([topic, { reason }]) => `${topic} (${reason})`);
    const rest = refused.length > MOST_NAMED ? [`${refused.length - MOST_NAMED} more`] : [];
    return (
      `The broker refuses messages to ${[...named, ...rest].join(', ')}: give this kiosk's user the right to ` +
      'publish and to retain there; KF99_MQTT_DISCOVERY=off leaves out what is for Home Assistant.'
    );
  }

  #forget(): void {
    const before = this.#clock.monotonic() - FORGET_MS;
    for (const [topic, { at }] of this.#entries) if (at < before) this.#entries.delete(topic);
  }
}
