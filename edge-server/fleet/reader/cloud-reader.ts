import postgres from 'postgres';
import { ProblemError } from '../../api/problem.ts';
import { type Clock, systemClock } from '../../clock/clock.ts';
import { within } from '../../clock/wait.ts';
import type { Log } from '../../common/log.ts';
import { forPostgres } from '../../config/postgres-address.ts';

const CONNECT_S = 5;
/** Pages ask at most this many things at once; others wait for their turn. */
const CONNECTIONS = 4;
/** Questions that wait at the most. */
const MOST_WAITING = 64;
/** A reader's own statement_timeout, as docs/cloud.md sets it. */
const ANSWER_MS = 15_000;

/** Asks the cloud one thing. Statements name their parameters' types, so that any driver may send them. */
export type Ask = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The cloud for readers: a small pool that works through PgBouncer as well. */
export class CloudReader {
  readonly #sql: postgres.Sql;
  readonly #log: Log;
  readonly #clock: Clock;
  #asked = 0;

  constructor(url: string, log: Log, clock = systemClock) {
    this.#log = log;
    this.#clock = clock;
    this.#sql = postgres({
      ...forPostgres(url),
      max: CONNECTIONS,
      connect_timeout: CONNECT_S,
      idle_timeout: 60,
      prepare: false,
      fetch_types: false,
      onnotice: () => undefined,
    });
  }

  /** @throws {ProblemError} `cloud_away`, `too_busy` */
  readonly ask: Ask = async <Row extends object>(text: string, values: readonly unknown[]) => {
    if (this.#asked >= MOST_WAITING) throw new ProblemError('too_busy', 'many questions to the cloud wait');
    this.#asked += 1;
    const query = this.#sql.unsafe<Row[]>(text, values as never[]);
    const answer = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => query.cancel());
      return query;
    };
    try {
      return [...(await within(this.#clock, ANSWER_MS, answer))];
    } catch (error) {
      this.#log.warn({ reason: (error as Error).message }, 'the cloud did not answer');
      throw new ProblemError('cloud_away');
    } finally {
      this.#asked -= 1;
    }
  };

  /** Has the cloud add up what kiosks have counted; it does so twice a minute at the most, whoever asks. */
  async tend(): Promise<void> {
    // A reader's sessions begin read-only; the function runs with the owner's rights.
    const work = () => this.#sql.begin('read write', (sql) => sql`select kf99_tend()`);
    try {
      await within(this.#clock, ANSWER_MS, work);
    } catch (error) {
      this.#log.warn({ reason: (error as Error).message }, 'the sums of all kiosks could not be made');
    }
  }

  stop(): Promise<void> {
    return this.#sql.end({ timeout: 2 });
  }
}
