import { type Clock, systemClock } from '../clock/clock.ts';
import { Listeners } from '../common/listeners.ts';
import type { ServerEvent } from '../contract/index.ts';
import { EventLog } from './event-log.ts';

/** Clients that listen at once. */
export const MOST_CLIENTS = 256;
/** Bytes that wait for a slow client before readings are left out, and before its stream is ended. */
const QUEUE_BYTES = 32_768;
const QUEUE_LIMIT = 2 * QUEUE_BYTES;
/** ms between two readings on the stream: the board sends at most one in 100 ms; slack for one that is early. */
const READING_MS = 80;

const encoder = new TextEncoder();

type Client = ReadableStreamDefaultController<Uint8Array>;

export interface Listener {
  /** The state that a new client is told. */
  first: readonly ServerEvent[];
  /** `Last-Event-ID` of a client that comes back; null for a new one. */
  last: string | null;
  /** Whether the client may still listen: its session can end before its stream. */
  allowed: () => boolean;
  /** Whether it is a page of staff. */
  staff?: boolean;
}

/**
 * Server-sent events to every open page. Each event is encoded once and its bytes are shared by all clients. A
 * client that comes back with the id of its last event gets what it missed, or `reset` and the state anew when
 * that is not kept; health, which the next one replaces, has no id and is not kept. A slow client costs a bounded
 * queue: readings, which the next one replaces, are left out first; when even the rest piles up the stream ends
 * behind what is queued, and the page comes back with its last id. One that reads nothing at all is ended by the
 * server's limit of silence.
 */
export class EventHub {
  readonly #clients = new Map<Client, Pick<Listener, 'allowed' | 'staff'>>();
  readonly #log = new EventLog();
  readonly #staff = new Listeners<[]>();
  readonly #clock: Clock;
  #readingAt = Number.NEGATIVE_INFINITY;

  constructor(clock = systemClock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Pages of staff that listen. */
  get staff(): number {
    return [...this.#clients.values()].filter(({ staff }) => staff).length;
  }

  /** Calls `listener` when a page of staff begins to listen; the returned function ends it. */
  onStaff(listener: () => void): () => void {
    return this.#staff.add(listener);
  }

  /** A stream that begins with the state or with what was missed; null when too many clients listen. */
  open({ first, last, allowed, staff = false }: Listener): ReadableStream<Uint8Array> | null {
    if (this.#clients.size >= MOST_CLIENTS) return null;
    let own: Client;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          own = controller;
          this.#clients.set(controller, { allowed, staff });
          // A comment, so that the answer's head goes out at once.
          controller.enqueue(encoder.encode(':\n\n'));
          for (const bytes of this.#beginning(first, last)) controller.enqueue(bytes);
          if (staff) this.#staff.tell();
        },
        cancel: () => void this.#clients.delete(own),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }),
    );
  }

  send(event: ServerEvent): void {
    const reading = event.type === 'reading';
    if (reading) {
      const now = this.#clock.monotonic();
      if (now - this.#readingAt < READING_MS) return;
      this.#readingAt = now;
    }
    const kept = event.type !== 'health';
    const bytes = encode(event, kept ? this.#log.next() : null);
    if (kept) this.#log.keep(bytes);
    for (const client of [...this.#clients.keys()]) {
      const room = client.desiredSize ?? 0;
      if (room > 0 || (!reading && room > QUEUE_BYTES - QUEUE_LIMIT)) client.enqueue(bytes);
      else if (!reading) this.#end(client);
    }
  }

  /** A sign of life that is not an event, for streams that have none of their own. */
  ping(): void {
    for (const client of [...this.#clients.keys()]) {
      if ((client.desiredSize ?? 0) > 0) client.enqueue(encoder.encode(':\n\n'));
    }
  }

  /** Ends the streams of those who may no longer listen. */
  prune(): void {
    for (const [client, { allowed }] of [...this.#clients]) {
      if (!allowed()) this.#end(client);
    }
  }

  /** Ends every stream. */
  close(): void {
    for (const client of [...this.#clients.keys()]) this.#end(client);
  }

  #beginning(first: readonly ServerEvent[], last: string | null): Uint8Array[] {
    const missed = last === null ? null : this.#log.since(last);
    if (missed !== null) return missed;
    const state = first.map((event) => encode(event, this.#log.last));
    return last === null ? state : [encoder.encode('event: reset\ndata: {}\n\n'), ...state];
  }

  #end(client: Client): void {
    this.#clients.delete(client);
    try {
      client.close();
    } catch {
      // It was cancelled in the meantime.
    }
  }
}

function encode({ type, ...data }: ServerEvent, id: string | null): Uint8Array {
  const line = id === null ? '' : `id: ${id}\n`;
  return encoder.encode(`event: ${type}\n${line}data: ${JSON.stringify(data)}\n\n`);
}
