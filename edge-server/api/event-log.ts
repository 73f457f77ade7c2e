import { randomBytes } from 'node:crypto';

/** Events and bytes that are kept for clients that come back; the oldest go first. */
const MOST_EVENTS = 512;
const MOST_BYTES = 262_144;

interface Kept {
  n: number;
  bytes: Uint8Array;
}

/**
 * The last events, so that a client that comes back gets what it missed. An id is this run's name and a
 * number; an id of another run, or of an event that is no longer kept, has a gap that can't be filled.
 */
export class EventLog {
  readonly #run = randomBytes(4).toString('hex');
  readonly #kept: Kept[] = [];
  #bytes = 0;
  #n = 0;

  /** Id of the newest event. */
  get last(): string {
    return `${this.#run}-${this.#n}`;
  }

  /** Id for the next event, which `keep` then takes. */
  next(): string {
    this.#n += 1;
    return this.last;
  }

  /** Keeps the event of the id that `next` gave last. */
  keep(bytes: Uint8Array): void {
    this.#kept.push({ n: this.#n, bytes });
    this.#bytes += bytes.byteLength;
    while (this.#kept.length > MOST_EVENTS || this.#bytes > MOST_BYTES) {
      this.#bytes -= this.#kept.shift()!.bytes.byteLength;
    }
  }

  /** The events after `id`, oldest first; null when some of them are not kept. */
  since(id: string): Uint8Array[] | null {
    const [, run, digits] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(id) ?? [];
    const n = Number(digits);
    if (run !== this.#run || n > this.#n) return null;
    const oldest = this.#kept[0]?.n ?? this.#n + 1;
    if (n + 1 < oldest) return null;
    return this.#kept.filter((event) => event.n > n).map(({ bytes }) => bytes);
  }
}
