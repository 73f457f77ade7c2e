import postgres from 'postgres';
import type { HistoryRow } from '../contract/index.ts';
import type { VisitEvent } from './outbox.ts';

const CONNECT_S = 10;
/** A network that swallows packets answers nothing: a batch that takes longer counts as lost and is sent again. */
const ANSWER_MS = 30_000;

/** Where rows go. `socket` is the folder of the embedded cloud's Unix socket. */
export type CloudTarget = { url: string } | { socket: string };

/** The cloud as a kiosk may use it: one function, with its token. */
export class CloudClient {
  readonly #target: CloudTarget;
  readonly #token: string;
  #sql: postgres.Sql | null = null;

  constructor(target: CloudTarget, token: string) {
    this.#target = target;
    this.#token = token;
  }

  /** Sends a batch in one round trip; answers the ids that the cloud now has. */
  async ingest(rows: readonly HistoryRow[]): Promise<Set<string>> {
    const sql = this.#connection();
    const answer = await this.#limited(
      sql<{ id: string }[]>`select id from kf99_ingest(${this.#token}, ${sql.json([...rows])}) as id`,
    );
    return new Set(answer.map(({ id }) => id));
  }

  /** Sends later facts about visits; answers the local numbers of those that the cloud now has. */
  async ingestEvents(events: readonly VisitEvent[]): Promise<number[]> {
    const sql = this.#connection();
    const json = sql.json(events as unknown as postgres.JSONValue);
    const answer = await this.#limited(
      sql<{ id: string }[]>`select id from kf99_ingest_events(${this.#token}, ${json}) as id`,
    );
    return answer.map(({ id }) => Number(id));
  }

  /** Whether the embedded cloud has this kiosk's newest row, and when that was; null for an empty one. */
  async newest(kioskId: string): Promise<Date | null> {
    const sql = this.#connection();
    const [row] = await this.#limited(
      sql<
        { visited: Date | null }[]
      >`select max(visited) as visited from history where kiosk_id = ${kioskId}`,
    );
    return row?.visited ?? null;
  }

  async close(): Promise<void> {
    const sql = this.#sql;
    this.#sql = null;
    await sql?.end({ timeout: 2 });
  }

  #connection(): postgres.Sql {
    // No prepared statements: PgBouncer in transaction mode does not know them.
    const options = {
      prepare: false,
      max: 1,
      connect_timeout: CONNECT_S,
      onnotice: () => undefined,
      fetch_types: false,
    };
    this.#sql ??=
      'url' in this.#target
        ? postgres(this.#target.url, options)
        : postgres({ ...options, host: this.#target.socket, database: 'postgres', username: 'postgres' });
    return this.#sql;
  }

  async #limited<T>(query: PromiseLike<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        ANSWER_MS,
      );
    });
    try {
      return await Promise.race([query, late]);
    } catch (error) {
      // A connection that failed or hangs is not used again.
      await this.close().catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
