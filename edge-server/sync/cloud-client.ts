import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import pg from 'pg';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { readPostgresAddress } from '../config/postgres-address.ts';
import type { Batch } from './batch.ts';
import type { VisitEvent } from './outbox.ts';
import type { Report } from './report.ts';
import { textArray } from './text-array.ts';

const CONNECT_MS = 10_000;
/** A network that swallows packets answers nothing: a batch that takes longer counts as lost and is sent again. */
export const ANSWER_MS = 30_000;

/** Where rows go. `socket` is the folder of the embedded cloud's Unix socket. */
export type CloudTarget = { url: string } | { socket: string };

interface Connection {
  client: pg.Client;
  ready: Promise<void>;
  isReady: boolean;
  /** Ends the wait for a connection that is still being made: pg says nothing of it once it was told to end. */
  giveUp: (error: Error) => void;
}

/**
 * The cloud as a kiosk may use it: functions, called with its token. Each call is one round trip and one transaction,
 * also through PgBouncer in transaction mode: parse, bind and execute go in one packet and no statement is kept.
 */
export class CloudClient {
  readonly #target: CloudTarget;
  readonly #token: string;
  readonly #clock: Clock;
  #connection: Connection | null = null;

  constructor(target: CloudTarget, token: string, clock = systemClock) {
    this.#target = target;
    this.#token = token;
    this.#clock = clock;
  }

  /** Whether a connection is being made, so that nothing can be under way on it. */
  get isConnecting(): boolean {
    return this.#connection !== null && !this.#connection.isReady;
  }

  /** Sends a batch, behind those that are under way. @throws also when the cloud took it and does not prove it */
  async ingest(batch: Batch): Promise<void> {
    const [proof] = await this.#call('kf99_ingest', batch.columns);
    if (String(proof).replaceAll('-', '') !== proofOf(batch)) {
      throw new Error('the cloud took the rows and names none of them');
    }
  }

  /** Proves network, log-in, rights and schema without sending anything. */
  async probe(): Promise<void> {
    await this.#call('kf99_ingest', textArray([]));
  }

  /** Sends later facts about visits; answers the local numbers of those that the cloud now has. */
  async ingestEvents(events: readonly VisitEvent[]): Promise<number[]> {
    return (await this.#call('kf99_ingest_events', JSON.stringify(events))).map(Number);
  }

  /** Tells how the kiosk is, and its alarms; answers the settings that the fleet has for it, signed, or null. */
  async report(report: Report): Promise<unknown> {
    const [settings] = await this.#call('kf99_report', JSON.stringify(report));
    return settings ?? null;
  }

  /** Whether the embedded cloud has this kiosk's newest row, and when that was; null for an empty one. */
  async newest(kioskId: string): Promise<Date | null> {
    const [visited] = await this.#query('select max(visited) from history where kiosk_id = $1', [kioskId]);
    return (visited as Date | null | undefined) ?? null;
  }

  /** Ends the connection; what is in flight is answered with an error. Waits for nothing that a network may swallow. */
  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    connection.giveUp(new Error('the connection to the cloud was ended'));
    connection.client.end().catch(() => undefined);
    const { stream } = (connection.client as unknown as { connection: { stream: Socket } }).connection;
    if (connection.isReady) stream.destroySoon();
    else stream.destroy();
  }

  #call(name: string, argument: string | Buffer): Promise<unknown[]> {
    return this.#query(`select ${name}($1, $2)`, [this.#token, argument]);
  }

  /** Answers the first column. */
  async #query(text: string, values: (string | Buffer)[]): Promise<unknown[]> {
    try {
      this.#connection ??= this.#connect();
      const { client, ready } = this.#connection;
      const ask = () => ready.then(() => client.query<[unknown]>({ text, values, rowMode: 'array' }));
      return (await within(this.#clock, ANSWER_MS, ask)).rows.map(([value]) => value);
    } catch (error) {
      // What the server answered in order leaves the connection as it was; anything else ends it.
      if (!isAnswer(error)) this.close();
      throw error;
    }
  }

  #connect(): Connection {
    const where =
      'url' in this.#target
        ? readPostgresAddress(this.#target.url)
        : { host: this.#target.socket, database: 'postgres', user: 'postgres' };
    const client = new pg.Client({
      ...where,
      application_name: 'kf99-sync',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      // A call leaves while the ones before it are under way; its answers come in the same order.
      pipeline: true,
    } as pg.ClientConfig);
    const givenUp = Promise.withResolvers<never>();
    givenUp.promise.catch(() => undefined);
    const connection: Connection = {
      client,
      isReady: false,
      ready: Promise.resolve(),
      giveUp: givenUp.reject,
    };
    // An idle connection that ends does not matter until the next call finds it gone.
    client.on('error', () => {
      if (this.#connection === connection) this.#connection = null;
    });
    const made = client.connect().then(() => {
      connection.isReady = true;
    });
    connection.ready = Promise.race([made, givenUp.promise]);
    // Whoever waits may have gone meanwhile.
    made.catch(() => undefined);
    return connection;
  }
}

/** What the cloud answers to a batch that it has as a whole: the MD5 of the ids as they were sent. */
function proofOf({ ids }: Batch): string {
  return createHash('md5')
    .update(`{${ids.join(',')}}`)
    .digest('hex');
}

/** An ERROR of a statement, after which the session goes on; FATAL ones end it. */
function isAnswer(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'ERROR';
}
