export interface Message {
  topic: string;
  /** JSON or a plain word. */
  payload: string;
  retain: boolean;
  /** A reading: the next one replaces it, so it may be dropped. */
  fleeting: boolean;
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
    const kind = message.fleeting ? 'fleeting' : 'lasting';
    const list = message.fleeting ? this.#fleeting : this.#lasting;
    // Of a retained topic only the newest matters.
    const same = message.retain ? list.findIndex(({ topic }) => topic === message.topic) : -1;
    if (same >= 0) list.splice(same, 1);
    list.push(message);
    if (list.length <= this.#most[kind]) return;
    list.shift();
    this.dropped[kind] += 1;
  }

  shift(): Message | undefined {
    return this.#lasting.shift() ?? this.#fleeting.shift();
  }
}
