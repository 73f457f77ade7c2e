import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CloudClient } from './cloud-client.ts';
import type { HeldRows } from './held.ts';
import type { Outbox, OutboxRow } from './outbox.ts';
import { failureOf, pauseAfter, STARTING } from './retry.ts';

/** Rows a batch: one round trip, about half a megabyte. */
const BATCH = 500;
const POLL_MS = 300;
/** Tries (about a minute) before a starting embedded cloud counts as one that fails: its first start takes long. */
const STARTING_TRIES = 90;
/** How often staff are told that the cloud is there when there is nothing to send. */
const REACHED_MS = 30_000;

export interface SyncOptions {
  outbox: Outbox;
  cloud: CloudClient;
  clock: Clock;
  held: HeldRows;
  log: Log;
  /** What the cloud needs before the first batch; tried again like a batch until it has worked once. */
  prepare: () => Promise<void>;
}

/**
 * Forwards stored visits, oldest first.
 *
 * `idle`: nothing waits; the outbox is looked at every 300 ms. `sending`: a batch is on its way; acknowledged
 * rows leave the outbox, so a crash in between sends them once more, which the cloud ignores. `waiting`: the
 * cloud failed in a way that passes; the same batch is tried after a pause (retry.ts). `searching`: the cloud
 * refused the batch for what is in it; its rows are tried one by one, and the ones that are refused alone are
 * set aside. `stop()` lets a batch that is on its way finish.
 */
export class SyncWorker {
  readonly #options: SyncOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #tries = 0;
  #reachedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#options.cloud.close();
  }

  async #run(): Promise<void> {
    let prepared = false;
    while (!this.#stopping.signal.aborted) {
      try {
        if (!prepared) {
          await this.#options.prepare();
          prepared = true;
        }
        const rows = await this.#send(this.#options.outbox.next(BATCH));
        const sent = (await this.#sendEvents()) || rows;
        this.#tries = 0;
        if (!sent) await this.#pause(POLL_MS);
      } catch (error) {
        await this.#onFailure(error);
      }
    }
  }

  /** @returns whether there was anything to send */
  async #send(batch: OutboxRow[]): Promise<boolean> {
    const { cloud, clock, outbox } = this.#options;
    if (batch.length === 0) {
      if (clock.monotonic() - this.#reachedAt > REACHED_MS) await this.#acknowledge([]);
      return false;
    }
    try {
      await this.#acknowledge(batch);
    } catch (error) {
      if (failureOf(error).kind !== 'rows') throw error;
      if (batch.length === 1) {
        outbox.refuse(batch[0]!, (error as Error).message);
        this.#options.log.error(
          { seq: batch[0]!.seq, reason: (error as Error).message },
          'row refused by the cloud',
        );
        return true;
      }
      await cloud.close();
      for (const row of batch) {
        if (this.#stopping.signal.aborted) break;
        await this.#send([row]);
      }
    }
    return true;
  }

  /** @returns whether there was anything to send */
  async #sendEvents(): Promise<boolean> {
    const { cloud, outbox } = this.#options;
    const events = outbox.nextEvents(BATCH);
    if (events.length === 0) return false;
    outbox.acknowledgeEvents(await cloud.ingestEvents(events));
    return true;
  }

  async #acknowledge(batch: readonly OutboxRow[]): Promise<void> {
    const { cloud, clock, outbox } = this.#options;
    const known = await cloud.ingest(batch.map(({ row }) => row));
    this.#reachedAt = clock.monotonic();
    this.#options.held.reached();
    if (batch.length === 0) outbox.reached(clock.now());
    else
      outbox.acknowledge(
        batch.filter(({ row }) => known.has(row.id)),
        clock.now(),
      );
  }

  async #onFailure(error: unknown): Promise<void> {
    const { clock, log, outbox } = this.#options;
    const reason =
      error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
    const failure = failureOf(error);
    const limits = failure.kind === 'retry' ? failure : { minMs: 5000, maxMs: 60_000 };
    const pause = pauseAfter(limits, ++this.#tries);
    const facts = { reason, tries: this.#tries, pauseMs: Math.round(pause) };
    if (failure === STARTING && this.#tries < STARTING_TRIES) {
      log.debug(facts, 'the embedded cloud is starting');
    } else {
      outbox.failed(reason, clock.now());
      log.warn(facts, 'the cloud did not take the rows');
    }
    await this.#pause(pause);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
