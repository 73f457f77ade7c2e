import pg from 'pg';
import { type Batch, toRows } from './batch.ts';
import type { VisitEvent } from './outbox.ts';
import type { Report } from './report.ts';

const CONNECT_MS = 10_000;
/** A network that swallows packets answers nothing: a batch that takes longer counts as lost and is sent again. */
const ANSWER_MS = 30_000;

/** Where rows go. `socket` is the folder of the embedded cloud's Unix socket. */
export type CloudTarget = { url: string } | { socket: string };

/**
 * The cloud as a kiosk may use it: functions, called with its token. Each call is one round trip, also through
 * PgBouncer in transaction mode: parse, bind and execute go in one packet and no statement is kept.
 */
export class CloudClient {
  readonly #target: CloudTarget;
  readonly #token: string;
  #client: Promise<pg.Client> | null = null;
  /** An older cloud takes rows, not columns. */
  #form: 'columns' | 'rows' = 'columns';

  constructor(target: CloudTarget, token: string) {
    this.#target = target;
    this.#token = token;
  }

  /** Sends a batch; answers the ids (lower case) that the cloud now has. */
  async ingest(batch: Batch): Promise<Set<string>> {
    try {
      const rows = this.#form === 'columns' ? batch.columns : toRows(batch);
      return new Set((await this.#call('kf99_ingest', rows)).map(String));
    } catch (error) {
      // "cannot call jsonb_to_recordset on a non-array"
      if (this.#form === 'rows' || (error as { code?: string }).code !== '22023') throw error;
      this.#form = 'rows';
      return this.ingest(batch);
    }
  }

  /** Proves network, log-in, rights and schema without sending anything. */
  async probe(): Promise<void> {
    await this.#call('kf99_ingest', '[]');
  }

  /** Sends later facts about visits; answers the local numbers of those that the cloud now has. */
  async ingestEvents(events: readonly VisitEvent[]): Promise<number[]> {
    return (await this.#call('kf99_ingest_events', JSON.stringify(events))).map(Number);
  }

  /** Tells how the kiosk is, and its alarms. */
  async report(report: Report): Promise<void> {
    await this.#call('kf99_report', JSON.stringify(report));
  }

  /** Settings that the fleet has for this kiosk, signed; null when it has none. */
  async pull(): Promise<unknown> {
    const [answer] = await this.#query('select kf99_pull($1)', [this.#token]);
    return answer ?? null;
  }

  /** Whether the embedded cloud has this kiosk's newest row, and when that was; null for an empty one. */
  async newest(kioskId: string): Promise<Date | null> {
    const [visited] = await this.#query('select max(visited) from history where kiosk_id = $1', [kioskId]);
    return (visited as Date | null | undefined) ?? null;
  }

  async close(): Promise<void> {
    const connecting = this.#client;
    this.#client = null;
    const client = await connecting?.catch(() => null);
    // A network that swallows packets would not let it say goodbye either.
    client?.end().catch(() => undefined);
    (
      client as { connection?: { stream?: { destroySoon?: () => void } } } | null
    )?.connection?.stream?.destroySoon?.();
  }

  #call(name: string, json: string): Promise<unknown[]> {
    return this.#query(`select * from ${name}($1, $2)`, [this.#token, json]);
  }

  /** Answers the first column. */
  async #query(text: string, values: string[]): Promise<unknown[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        ANSWER_MS,
      );
    });
    try {
      const answer = this.#connection().then((client) =>
        client.query<[unknown]>({ text, values, rowMode: 'array' }),
      );
      return (await Promise.race([answer, late])).rows.map(([value]) => value);
    } catch (error) {
      // What the server answered in order leaves the connection as it was; anything else ends it.
      if (!isAnswer(error)) await this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #connection(): Promise<pg.Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const where =
      'url' in this.#target
        ? { connectionString: this.#target.url }
        : { host: this.#target.socket, database: 'postgres', user: 'postgres' };
    const client = new pg.Client({
      ...where,
      application_name: 'kf99-sync',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    // An idle connection that ends is no matter until the next call finds it gone.
    client.on('error', () => {
      this.#client = null;
    });
    await client.connect();
    return client;
  }
}

/** An ERROR of a statement, after which the session goes on; FATAL ones end it. */
function isAnswer(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'ERROR';
}
