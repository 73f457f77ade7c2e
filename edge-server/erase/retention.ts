import type { Audit } from '../access/audit.ts';
import type { Captures } from '../captures/captures.ts';
import type { Clock, Stop } from '../clock/clock.ts';
import type { ClockWatch } from '../clock/clock-watch.ts';
import { sleep } from '../clock/wait.ts';
import type { Log } from '../common/log.ts';
import type { Settings } from '../contract/index.ts';
import type { OldVisit } from '../store/sql/old-visits.ts';
import { removeOldCounts } from '../store/sql/rollups.ts';
import type { Store } from '../store/store.ts';

/**
 * Removes what the site no longer keeps on this device: visits after `visitDays`, audit entries after a year,
 * counts of statistics after three.
 * (Pictures have their own retention, alarms a number; raw readings are never stored.)
 *
 *   stored ── the cloud has it and its later facts ──► synced ── older than visitDays ──► picture erased ──► removed
 *
 * A visit that the cloud has not got is never removed, however old. A picture goes first, so that no crash leaves
 * one that belongs to nothing; it goes also when no bucket has it yet, as it does after `captureDays`: a bucket
 * that is away is not a reason to keep a person's picture for longer than was promised. A step that is still to do,
 * as publishing to a broker that was away all the time, goes with its visit.
 *
 * Ages are told by the wall clock, so nothing is removed while that is not synchronised. The pages of the file that
 * become free are used again; the file does not shrink.
 */

const DAY_MS = 86_400_000;
const LOOK_MS = 10 * 60_000;
/** Visits in one transaction: a verdict that comes just then waits for it. */
const BATCH = 200;
/** Statistics outlive their visits: counts hold nothing of a person, and a year is compared with the one before. */
const COUNTS_KEPT_MS = 3 * 366 * DAY_MS;
/** ms between two transactions, so that years of visits go without anybody noticing. */
const PAUSE_MS = 50;

export interface RetentionOptions {
  store: Pick<Store, 'oldVisits' | 'removeOldVisits' | 'write'>;
  captures: Pick<Captures, 'erase'>;
  audit: Pick<Audit, 'purge'>;
  clock: Clock;
  clockWatch: Pick<ClockWatch, 'quality'>;
  settings: () => Pick<Settings, 'visitDays'>;
  log: Pick<Log, 'info' | 'error'>;
}

export class Retention {
  readonly #options: RetentionOptions;
  readonly #stopping = new AbortController();
  #stopTimer: Stop = () => undefined;
  #running: Promise<void> | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** After the clock was looked at and the pictures were listed. */
  start(): void {
    void this.look();
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => void this.look(), { ref: false });
  }

  /** Ends after the transaction that runs now. */
  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort();
    await this.#running;
  }

  /** Removes what is due. Never rejects: what failed is tried again at the next look. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #look(): Promise<void> {
    const { audit, clock, clockWatch, log, store } = this.#options;
    if (clockWatch.quality !== 'synchronised') return;
    try {
      audit.purge();
      const removed = await this.#removeVisits();
      await store.write(removeOldCounts(new Date(clock.now().getTime() - COUNTS_KEPT_MS)), 'later');
      if (removed > 0) log.info({ visits: removed }, 'visits were removed after their retention');
    } catch (error) {
      log.error({ err: error }, 'what is too old could not be removed');
    }
  }

  async #removeVisits(): Promise<number> {
    const { store, captures, clock, settings } = this.#options;
    const before = new Date(clock.now().getTime() - settings().visitDays * DAY_MS).toISOString();
    let removed = 0;
    let last: OldVisit | null = null;
    while (!this.#stopping.signal.aborted) {
      const page: OldVisit[] = store.oldVisits(before, last, BATCH);
      const due = page.filter(({ synced }) => synced);
      if (due.length > 0) {
        await captures.erase(due.map(({ id }) => id));
        removed += await store.removeOldVisits(due, before);
      }
      last = page.at(-1) ?? null;
      if (page.length < BATCH) break;
      await sleep(clock, PAUSE_MS, { signal: this.#stopping.signal });
    }
    return removed;
  }
}
