import type { Clock } from '../clock/clock.ts';
import { sleep } from '../clock/wait.ts';
import type { Log } from '../common/log.ts';
import { StoreError } from '../store/db/errors.ts';
import { isDamage } from '../store/repair/damage.ts';
import { Breaker } from './breaker.ts';
import type { CloudClient } from './cloud-client.ts';
import { FAULTS, faultOf } from './faults.ts';
import type { HeldRows } from './held.ts';
import type { Outbox } from './outbox.ts';
import type { Reports } from './report.ts';
import { Sender } from './sender.ts';
import type { SyncState } from './sync-state.ts';

const POLL_MS = 300;
/** How often the cloud is told how the kiosk is, and that it lives. */
const REPORT_MS = 30_000;
/** Least ms between two reports of changed alarms. */
const ALARM_MS = 2000;
/** Tries (about a minute) before a starting embedded cloud counts as one that fails: its first start takes long. */
const STARTING_TRIES = 90;
/** ms until the local store is tried again: a full disk, or one that is held for long. */
const LOCAL_MS = 5000;
/** ms that a batch in flight gets when the worker stops; its rows are still in the outbox. */
const STOP_MS = 3000;

export interface SyncOptions {
  outbox: Outbox;
  cloud: CloudClient;
  state: SyncState;
  reports: Reports;
  clock: Clock;
  held: HeldRows;
  /** ms that a visit waits for others, so that they go in one call: a call costs the cloud more than its rows. */
  gatherMs: number;
  log: Log;
  /** What the cloud needs before the first batch; tried again like a batch until it has worked once. */
  prepare: (stopping: AbortSignal) => Promise<void>;
  /** The local store can't be read any more, or is not the one that was opened. */
  onStoreLost: (reason: string, damaged: boolean) => void;
  /** Whether the file at the store's path is still the one that was opened. */
  storeReplaced: () => boolean;
}

/**
 * Forwards stored visits, later facts, alarms and heartbeats.
 *
 *   preparing ── done ──► idle ── something waits ──► sending ── nothing waits ──► idle
 *       │                                                │
 *       └──────────── the cloud fails ◄──────────────────┘
 *                           │
 *                        waiting ── pause over ──► sending (breaker closed) or probing (half open) ──► sending
 *
 * `idle`: the store's version is looked at every 300 ms, and the outbox when it has changed. `sending`: see
 * sender.ts. `waiting`: nothing is read and nothing is sent for the pause of the fault (faults.ts, breaker.ts). A
 * fault of the local store is not a fault of the cloud: a full disk is waited for; a damaged or replaced store ends the
 * worker, and whoever started it starts it anew. `stop()` lets a batch in flight finish for 3 s; after that its rows stay in the outbox and go again.
 */
export class SyncWorker {
  readonly #options: SyncOptions;
  readonly #sender: Sender;
  readonly #breaker = new Breaker();
  /** The fault that was warned of; null while the cloud takes the rows. */
  #warned: string | null = null;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #prepared = false;
  #seen = -1;
  #reportedAt = Number.NEGATIVE_INFINITY;
  /** What was reported last was refused: no changed alarm hurries the next. */
  #reportRefused = false;

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#sender = new Sender(options);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const { clock, cloud } = this.#options;
    if (cloud.isConnecting) cloud.close();
    const stopLimit = clock.after(STOP_MS, () => cloud.close(), { ref: false });
    await this.#running;
    stopLimit();
    cloud.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        if (this.#options.storeReplaced()) {
          this.#options.onStoreLost('the store was replaced by another one', false);
          return;
        }
        if (!(await this.#round())) await this.#pause(POLL_MS);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        if (isDamage(error)) {
          this.#options.onStoreLost((error as Error).message, true);
          return;
        }
        await (isLocal(error) ? this.#onFullDisk(error) : this.#onFailure(error));
      }
    }
  }

  /** @returns whether there may be more to do */
  async #round(): Promise<boolean> {
    const { cloud, outbox, gatherMs } = this.#options;
    if (!this.#prepared) {
      await this.#options.prepare(this.#stopping.signal);
      this.#prepared = true;
    }
    if (this.#breaker.state === 'half_open') {
      await cloud.probe();
      this.#reached();
      this.#seen = -1;
    }
    await this.#report();
    if (outbox.version() === this.#seen) return false;
    if (gatherMs > 0) await this.#pause(gatherMs);
    // Read first: what is written meanwhile makes another version.
    this.#seen = outbox.version();
    const sent = await this.#sender.visits(() => this.#stopping.signal.aborted || this.#reportDue());
    const told = await this.#sender.events();
    if (sent === 0 && !told) return false;
    this.#reached();
    this.#seen = -1;
    return true;
  }

  /** Tells how the kiosk is: every 30 s, and soon after an alarm has changed. */
  async #report(): Promise<void> {
    const { clock, cloud, reports, log } = this.#options;
    if (!this.#reportDue()) return;
    this.#reportedAt = clock.monotonic();
    // Visits of an unset clock are let go by and by, which no other process tells.
    this.#seen = -1;
    const { report, done } = reports.next(clock.now());
    try {
      const settings = await cloud.report(report);
      done();
      reports.answered(settings);
      this.#reportRefused = false;
    } catch (error) {
      // What is in a report must not keep visits from going.
      if (faultOf(error) !== FAULTS.rows) throw error;
      this.#reportRefused = true;
      log.warn({ reason: (error as Error).message }, 'the cloud refused heartbeat and alarms');
    }
    this.#reached();
  }

  #reportDue(): boolean {
    const { clock, reports } = this.#options;
    const age = clock.monotonic() - this.#reportedAt;
    if (age >= REPORT_MS) return true;
    return age >= ALARM_MS && !this.#reportRefused && reports.alarmsWait();
  }

  #reached(): void {
    const { clock, held, log, state } = this.#options;
    if (this.#warned !== null) log.info({ fault: this.#warned }, 'the cloud takes the rows again');
    this.#warned = null;
    this.#breaker.succeeded();
    held.reached();
    state.reached(clock.now());
  }

  async #onFailure(error: unknown): Promise<void> {
    const { clock, log, state } = this.#options;
    // What was read was not sent: it is read again, although nothing has been written since.
    this.#seen = -1;
    const reason =
      error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
    const fault = faultOf(error);
    const pause = this.#breaker.failed(fault);
    const { failures } = this.#breaker;
    const facts = { fault: fault.name, reason, failures, pauseMs: Math.round(pause) };
    if (fault === FAULTS.starting && failures < STARTING_TRIES) {
      log.debug(facts, 'the embedded cloud is starting');
    } else {
      try {
        state.failed(fault, reason, this.#breaker.state, clock.now());
      } catch (unwritten) {
        log.error({ reason: (unwritten as Error).message }, 'the state of the worker could not be stored');
      }
      // The same fault again says nothing new, and a cloud may be away for days.
      if (fault.name === this.#warned) log.debug(facts, 'the cloud still does not take the rows');
      else log.warn(facts, 'the cloud did not take the rows');
      this.#warned = fault.name;
    }
    await this.#pause(pause);
    this.#breaker.waited();
  }

  /** Nothing can be written down here; what was sent goes again, which changes nothing. */
  async #onFullDisk(error: unknown): Promise<void> {
    this.#seen = -1;
    this.#options.log.warn({ reason: (error as Error).message }, 'the local store could not be written');
    await this.#pause(LOCAL_MS);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(this.#options.clock, ms, { signal: this.#stopping.signal });
  }
}

/** An error of SQLite, whose own ones have a number. */
function isLocal(error: unknown): boolean {
  return error instanceof StoreError || typeof (error as { errcode?: unknown }).errcode === 'number';
}
