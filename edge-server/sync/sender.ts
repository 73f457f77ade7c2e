import type { Clock } from '../clock/clock.ts';
import { LateError, nextTurn } from '../clock/wait.ts';
import type { Log } from '../common/log.ts';
import type { Batch } from './batch.ts';
import { BatchSize } from './batch-size.ts';
import type { CloudClient } from './cloud-client.ts';
import { FAULTS, faultOf } from './faults.ts';
import type { Outbox } from './outbox.ts';
import type { SyncState } from './sync-state.ts';

const EVENTS = 500;

interface Flight {
  batch: Batch;
  /** By the monotonic clock, ms. */
  startedAt: number;
  answer: Promise<void>;
}

export interface SenderOptions {
  outbox: Outbox;
  cloud: CloudClient;
  state: SyncState;
  clock: Clock;
  log: Log;
}

/**
 * Empties the outbox, oldest first, some batches under way on one connection.
 *
 * While the cloud works on a batch the next ones are on their way, and an answer is written down meanwhile: cloud, network
 * and kiosk work at the same time, and memory holds what is under way. Each batch is a transaction of its own. A crash in
 * between sends rows again, which changes nothing. A batch that the cloud refuses for what is in it is halved, once those
 * behind it are answered, until the row is alone; that row is set aside with the cloud's words, and the others go.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #size = new BatchSize();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Sends visits until none waits or `enough()` says so; a batch in flight is finished.
   * @returns rows that were sent
   * @throws what the cloud answered, when it is not about a row
   */
  async visits(enough: () => boolean): Promise<number> {
    const { outbox, clock, state } = this.#options;
    const flights: Flight[] = [];
    const refused: [Batch, unknown][] = [];
    let failure: { error: unknown } | null = null;
    let [after, sent] = [0, 0];
    for (let more = true; ; ) {
      while (more && flights.length < this.#size.underWay) {
        const batch = enough() ? null : outbox.read({ after, most: this.#size.rows });
        more = batch !== null;
        if (batch === null) break;
        after = batch.last;
        flights.push({ batch, startedAt: clock.monotonic(), answer: this.#send(batch) });
        // It leaves before the next one is read.
        await nextTurn();
      }
      const flight = flights.shift();
      if (flight === undefined) break;
      const { batch, startedAt } = flight;
      try {
        await flight.answer;
        const ms = clock.monotonic() - startedAt;
        state.batch(batch.seqs.length, ms);
        this.#size.answered(batch.seqs.length, ms);
      } catch (error) {
        more = false;
        if (faultOf(error) === FAULTS.rows) refused.push([batch, error]);
        else failure ??= { error };
        continue;
      }
      await outbox.acknowledge(batch.seqs, clock.now());
      sent += batch.seqs.length;
    }
    if (failure) {
      if (failure.error instanceof LateError) this.#size.late();
      throw failure.error;
    }
    for (const [batch, error] of refused) {
      await this.#halve(batch, error, enough);
      sent += batch.seqs.length;
    }
    return sent;
  }

  /** Sends later facts about visits. @returns whether there were any */
  async events(): Promise<boolean> {
    const { outbox, cloud, log } = this.#options;
    const send = async (events: ReturnType<Outbox['nextEvents']>): Promise<void> => {
      try {
        outbox.acknowledgeEvents(await cloud.ingestEvents(events));
      } catch (error) {
        if (faultOf(error) !== FAULTS.rows) throw error;
        const [first] = events;
        if (events.length === 1 && first) {
          outbox.refuseEvent(first.id, (error as Error).message);
          log.error({ event: first.id, reason: (error as Error).message }, 'later fact refused by the cloud');
          return;
        }
        const middle = Math.ceil(events.length / 2);
        await send(events.slice(0, middle));
        await send(events.slice(middle));
      }
    };
    const events = outbox.nextEvents(EVENTS);
    if (events.length > 0) await send(events);
    return events.length > 0;
  }

  #send(batch: Batch): Promise<void> {
    const answer = this.#options.cloud.ingest(batch);
    // It may be awaited only after something else has failed.
    answer.catch(() => undefined);
    return answer;
  }

  async #halve(batch: Batch, error: unknown, enough: () => boolean): Promise<void> {
    const { outbox, clock, log } = this.#options;
    if (batch.seqs.length === 1) {
      const reason = (error as Error).message;
      outbox.refuse(batch.first, reason);
      log.error({ seq: batch.first, reason }, 'row refused by the cloud');
      return;
    }
    const most = Math.ceil(batch.seqs.length / 2);
    let after = batch.first - 1;
    for (let half = 0; half < 2 && !enough(); half++) {
      const part = outbox.read({ after, upTo: batch.last, most });
      if (part === null) return;
      after = part.last;
      try {
        await this.#send(part);
        await outbox.acknowledge(part.seqs, clock.now());
      } catch (refused) {
        if (faultOf(refused) !== FAULTS.rows) throw refused;
        await this.#halve(part, refused, enough);
      }
    }
  }
}
