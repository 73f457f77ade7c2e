import { type Clock, type Stop, systemClock } from '../clock/clock.ts';

/** The two calls of PGlite that serve the wire protocol; a test may pass its own. */
export interface ProtocolDatabase {
  execProtocolRawStream(
    message: Uint8Array,
    options: { onRawData: (data: Uint8Array) => void },
  ): Promise<unknown>;
  isInTransaction(): boolean;
  exec(statement: string): Promise<unknown>;
}

interface Message {
  client: number;
  bytes: Uint8Array;
  onData: (data: Uint8Array) => void;
  resolve: (bytes: number) => void;
  reject: (error: Error) => void;
}

const TERMINATE = 'X'.charCodeAt(0);
/** Length of ReadyForQuery: its type, four bytes of length, and the transaction's state. */
const READY_BYTES = 6;
const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);
/** ms that a client may keep the others waiting without a word. */
const SILENT_MS = 10_000;

/**
 * Lets several clients share PGlite's one session by turns.
 *
 * The queue of pglite-socket takes turns by message. But a query of the extended protocol is several messages
 * (Parse, Describe, Bind, Execute, Sync) about one unnamed statement, so a second client's Parse replaces the
 * first one's, and both get wrong or failed answers: a worker would take that for a row that the cloud can't
 * take. Here a turn lasts from a client's first message until the server says that it is ready again outside
 * of a transaction (ReadyForQuery `I`).
 *
 *   free ── any message ──► taken by its client ── ready, no transaction ──► free
 *                               └── client gone, or silent for 10 s while others wait ──► reset ──► free
 */
export class TurnQueue {
  readonly #database: ProtocolDatabase;
  readonly #evict: (client: number) => void;
  #waiting: Message[] = [];
  #owner: number | null = null;
  #ownerGone = false;
  #running = false;
  readonly #clock: Clock;
  #stopSilence: Stop = () => undefined;

  /** @param evict ends the connection of a client that keeps the turn and says nothing */
  constructor(database: ProtocolDatabase, evict: (client: number) => void, clock = systemClock) {
    this.#clock = clock;
    this.#database = database;
    this.#evict = evict;
  }

  /** Runs the message when it is its client's turn; resolves to the bytes answered. */
  enqueue(client: number, bytes: Uint8Array, onData: (data: Uint8Array) => void): Promise<number> {
    if (bytes[0] === TERMINATE) return Promise.resolve(0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ client, bytes, onData, resolve, reject });
      void this.#run();
    });
  }

  getQueueLength(): number {
    return this.#waiting.length;
  }

  /** Drops what a client that has gone still had to say. */
  clearQueueForHandler(client: number): void {
    const gone = this.#waiting.filter((message) => message.client === client);
    this.#waiting = this.#waiting.filter((message) => message.client !== client);
    for (const message of gone) message.reject(new Error('the client has gone'));
  }

  /** Takes the turn from a client that has gone, with what it left half-done. */
  async clearTransactionIfNeeded(client: number): Promise<void> {
    if (this.#owner !== client) return;
    this.#ownerGone = true;
    await this.#run();
  }

  async #run(): Promise<void> {
    this.#stopSilence();
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      if (this.#ownerGone) await this.#reset();
      const message = this.#take();
      if (message === undefined) break;
      this.#owner = message.client;
      await this.#execute(message);
    }
    this.#running = false;
    const owner = this.#owner;
    if (owner === null || this.#waiting.length === 0) return;
    this.#stopSilence = this.#clock.after(SILENT_MS, () => this.#evict(owner));
  }

  /** Ends a query that was broken off between its messages, and its transaction. */
  async #reset(): Promise<void> {
    try {
      await this.#database.execProtocolRawStream(SYNC, { onRawData: () => undefined });
      if (this.#database.isInTransaction()) await this.#database.exec('rollback');
    } catch {
      // The next client's query says what is wrong with the database.
    }
    this.#owner = null;
    this.#ownerGone = false;
  }

  #take(): Message | undefined {
    const index = this.#waiting.findIndex(({ client }) => this.#owner === null || this.#owner === client);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #execute({ bytes, onData, resolve, reject }: Message): Promise<void> {
    let tail: number[] = [];
    let answered = 0;
    try {
      await this.#database.execProtocolRawStream(bytes, {
        onRawData: (data) => {
          answered += data.length;
          tail = [...tail, ...data.subarray(-READY_BYTES)].slice(-READY_BYTES);
          onData(data);
        },
      });
      if (isReady(tail) && !this.#ownerGone) this.#owner = null;
      resolve(answered);
    } catch (error) {
      this.#ownerGone = true;
      reject(error as Error);
    }
  }
}

/** Whether an answer ended with ReadyForQuery outside of a transaction. */
function isReady(tail: number[]): boolean {
  const [type, a, b, c, length, state] = tail;
  return type === 0x5a && a === 0 && b === 0 && c === 0 && length === 5 && state === 'I'.charCodeAt(0);
}
