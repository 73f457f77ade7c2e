import type { ServerEvent } from '../contract/index.ts';

/** Clients that listen at once. */
const MOST_CLIENTS = 64;
/** Bytes that wait for a slow client before readings are left out, and before it is cut off. */
const QUEUE_BYTES = 32_768;
const QUEUE_LIMIT = 2 * QUEUE_BYTES;
/** ms between two readings on the stream: the board sends at most one in 100 ms; slack for one that is early. */
const READING_MS = 80;

const encoder = new TextEncoder();

/**
 * Server-sent events to every open page. A slow client costs a bounded queue: readings, which the next one
 * replaces, are left out first; when even the rest piles up the stream is broken off, and the page connects
 * again and is told the state anew.
 */
export class EventHub {
  readonly #clients = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #readingAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#clients.size;
  }

  /** A stream that begins with `first`, or null when too many clients listen. */
  open(first: readonly ServerEvent[]): ReadableStream<Uint8Array> | null {
    if (this.#clients.size >= MOST_CLIENTS) return null;
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          own = controller;
          this.#clients.add(controller);
          for (const event of first) controller.enqueue(encode(event));
        },
        cancel: () => void this.#clients.delete(own),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }),
    );
  }

  send(event: ServerEvent): void {
    const reading = event.type === 'reading';
    if (reading) {
      const now = performance.now();
      if (now - this.#readingAt < READING_MS) return;
      this.#readingAt = now;
    }
    if (this.#clients.size === 0) return;
    const bytes = encode(event);
    for (const client of [...this.#clients]) {
      const room = client.desiredSize ?? 0;
      if (room > 0 || (!reading && room > QUEUE_BYTES - QUEUE_LIMIT)) client.enqueue(bytes);
      else if (!reading) this.#cut(client);
    }
  }

  /** Ends every stream. */
  close(): void {
    for (const client of [...this.#clients]) {
      this.#clients.delete(client);
      try {
        client.close();
      } catch {
        // It was cancelled in the meantime.
      }
    }
  }

  #cut(client: ReadableStreamDefaultController<Uint8Array>): void {
    this.#clients.delete(client);
    client.error(new Error('the client reads too slowly'));
  }
}

function encode({ type, ...data }: ServerEvent): Uint8Array {
  return encoder.encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}
