export interface Message {
  topic: string;
  /** JSON or a plain word. */
  payload: string;
  retain: boolean;
  /** A reading: the next one replaces it, so it may be dropped. */
  fleeting: boolean;
  /** It tells of this moment: what a broken connection has lost of it is not sent later. */
  momentary?: boolean;
}

/**
 * What waits for the broker, oldest first; bounded, so that a broker that is away for days costs no memory.
 * Messages that are not fleeting go first, and when there are too many the oldest go.
 */
export class MessageQueue {
  readonly #fleeting: Message[] = [];
  readonly #lasting: Message[] = [];
  readonly #most: { fleeting: number; lasting: number };
  /** Messages that were dropped for want of room, by kind. */
  readonly dropped = { fleeting: 0, lasting: 0 };

  constructor(most = { fleeting: 100, lasting: 1000 }) {
    this.#most = most;
  }

  get size(): number {
    return this.#fleeting.length + this.#lasting.length;
  }

  push(message: Message): void {
    const list = this.#list(message);
    // Of a retained topic only the newest matters.
    const same = message.retain ? list.findIndex(({ topic }) => topic === message.topic) : -1;
    if (same >= 0) list.splice(same, 1);
    list.push(message);
    this.#bound(message);
  }

  /** Takes back what was shifted and not delivered: it is the oldest again, unless a newer one has replaced it. */
  putBack(message: Message): void {
    const list = this.#list(message);
    if (message.retain && list.some(({ topic }) => topic === message.topic)) return;
    list.unshift(message);
    this.#bound(message);
  }

  /** The next whose topic may be sent to now. */
  shift(allows: (topic: string) => boolean): Message | undefined {
    for (const list of [this.#lasting, this.#fleeting]) {
      const next = list.findIndex(({ topic }) => allows(topic));
      if (next >= 0) return list.splice(next, 1)[0];
    }
    return undefined;
  }

  #list({ fleeting }: Message): Message[] {
    return fleeting ? this.#fleeting : this.#lasting;
  }

  #bound(message: Message): void {
    const kind = message.fleeting ? 'fleeting' : 'lasting';
    const list = this.#list(message);
    if (list.length <= this.#most[kind]) return;
    list.shift();
    this.dropped[kind] += 1;
  }
}
