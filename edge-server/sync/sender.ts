import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Batch } from './batch.ts';
import type { CloudClient } from './cloud-client.ts';
import { FAULTS, faultOf } from './faults.ts';
import type { Outbox } from './outbox.ts';
import type { SyncState } from './sync-state.ts';

const EVENTS = 500;

export interface SenderOptions {
  outbox: Outbox;
  cloud: CloudClient;
  state: SyncState;
  clock: Clock;
  log: Log;
}

/**
 * Empties the outbox, oldest first, one batch in flight.
 *
 * While the cloud works on a batch the next one is read, and it leaves before the answer to the last one is written
 * down: cloud and kiosk work at the same time, and memory holds two batches. A crash in between sends rows again,
 * which changes nothing. A batch that the cloud refuses for what is in it is halved until the row is alone; that row
 * is set aside with the cloud's words, and the others go.
 */
export class Sender {
  readonly #options: SenderOptions;

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
    let batch = outbox.read();
    let flight = batch && this.#send(batch);
    let sent = 0;
    while (batch && flight) {
      const startedAt = clock.monotonic();
      const next = enough() ? null : outbox.read({ after: batch.last });
      let ids: readonly string[];
      try {
        ids = await flight;
      } catch (error) {
        if (faultOf(error) !== FAULTS.rows) throw error;
        await this.#halve(batch, error, enough);
        return sent + batch.ids.length;
      }
      const following = next && this.#send(next);
      await outbox.acknowledge(ids, clock.now());
      state.batch(ids.length, clock.monotonic() - startedAt);
      sent += ids.length;
      batch = next;
      flight = following;
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

  /** Answers the ids of the batch that the cloud has. */
  #send(batch: Batch): Promise<readonly string[]> {
    const flight = this.#options.cloud.ingest(batch).then((ids) => {
      if (ids.length === 0) throw new Error('the cloud took the rows and names none of them');
      return ids;
    });
    // It may be awaited only after something else has failed.
    flight.catch(() => undefined);
    return flight;
  }

  async #halve(batch: Batch, error: unknown, enough: () => boolean): Promise<void> {
    const { outbox, clock, log } = this.#options;
    if (batch.ids.length === 1) {
      const reason = (error as Error).message;
      outbox.refuse(batch.first, reason);
      log.error({ seq: batch.first, reason }, 'row refused by the cloud');
      return;
    }
    const most = Math.ceil(batch.ids.length / 2);
    let after = batch.first - 1;
    for (let half = 0; half < 2 && !enough(); half++) {
      const part = outbox.read({ after, upTo: batch.last, most });
      if (part === null) return;
      after = part.last;
      try {
        await outbox.acknowledge(await this.#send(part), clock.now());
      } catch (refused) {
        if (faultOf(refused) !== FAULTS.rows) throw refused;
        await this.#halve(part, refused, enough);
      }
    }
  }
}
