import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Stop } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { pauseAfter } from '../common/backoff.ts';
import { Listeners } from '../common/listeners.ts';
import type { Log } from '../common/log.ts';
import type { Change, Statement } from '../store/db/change.ts';
import type { Store } from '../store/store.ts';
import { type Message, type Outcome, reasonOf, type Sender, type Target } from './target.ts';

/** Messages that wait; more than that and the oldest goes. */
const MOST_WAITING = 500;
/** Tries at once, and of them to one receiver: a dead one holds up nobody else. */
const MOST_AT_ONCE = 16;
const MOST_TO_ONE = 2;
const ANSWER_MS = 10_000;
/** Of what is to come once: a mail server may take so long to say that it has it (RFC 5321, 4.5.3.2.6). */
const LASTING_ANSWER_MS = 600_000;
/** With pauses from seconds to an hour they are about 8 hours. */
const TRIES = 24;
const PAUSE = { minMs: 5000, maxMs: 3_600_000 };
/** Of a message that people wait for: it is of no use after minutes. */
const URGENT_PAUSE = { minMs: 1000, maxMs: 20_000 };
const TICK_MS = 1000;

export interface OutboxOptions {
  store: Pick<Store, 'write'> & { database: DatabaseSync };
  clock: Clock;
  log: Pick<Log, 'warn' | 'error'>;
  send: Sender;
  /** How a log and an alarm name a target: nothing in it is secret. */
  nameOf: (target: Target) => string;
  /** A message was given up. */
  onGivenUp: (name: string, reason: string) => void;
}

/** Why a message is no longer wanted some day. */
export interface Urgency {
  /** What it is about, as the alarm whose end ends it. */
  about: string;
  /** ms after which it is of no use; null for one that is tried to the end, and noted at once when it is sent. */
  forMs: number | null;
}

export interface Waiting {
  id: number;
  target: Target;
  about: string | null;
  createdAt: string;
  attempts: number;
  /** Why the last try failed. */
  error: string | null;
}

interface Entry extends Waiting {
  body: string;
  /** Wall clock after which it is of no use, ISO. */
  until: string | null;
  /** Monotonic ms of the next try. */
  dueAt: number;
  busy: boolean;
}

/**
 * Messages to webhooks, ways and phones. One is kept in the store until it was taken, so a restart loses none:
 *
 *   waiting ── its turn ──► busy ── taken ──► (gone)
 *      ▲                     │ │ refused, tries or time over ──► given up, with an alarm
 *      └── trouble: a pause ─┘ └── nobody wants it any more (`drop`) ──► (gone)
 *
 * It never waits and never throws where it is called: no verdict is later for it.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Map<number, Entry>();
  readonly #stopping = new AbortController();
  readonly #running = new Map<Promise<void>, string>();
  readonly #outcomes = new Listeners<[target: Target, about: string | null, error: string | null]>();
  #nextId = 1;
  #stopTimer: Stop = () => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, clock } = this.#options;
    const sql = 'select *, created_at as createdAt from deliveries order by id';
    for (const row of store.database.prepare(sql).all() as unknown as (Entry & { target: string })[]) {
      const target = JSON.parse(row.target) as Target;
      this.#entries.set(row.id, { ...row, target, dueAt: 0, busy: false });
      this.#nextId = row.id + 1;
    }
    this.#stopTimer = clock.every(TICK_MS, () => this.#tick());
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort();
    await Promise.all(this.#running.keys());
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What waits, oldest first. */
  list(): Waiting[] {
    return [...this.#entries.values()];
  }

  /** Whether a message about this alarm waits. */
  waits(about: string): boolean {
    return [...this.#entries.values()].some((entry) => entry.about === about);
  }

  /** Calls `listener` after each try, with its error or null when it was taken; the returned function ends it. */
  onTried(listener: (target: Target, about: string | null, error: string | null) => void): () => void {
    return this.#outcomes.add(listener);
  }

  /** Sends a message, now or later. */
  put(target: Target, body: Message, urgency: Urgency | null = null): void {
    const entry = this.#entry(target, body, urgency);
    this.#enter(entry);
    this.#write([insertOf(entry)], 'later');
    this.#tick();
  }

  /**
   * Sends messages about one thing that are written together with `also`, or not at all: once it resolves they are on
   * disk, and no power cut makes one of them twice. @throws {StoreError} nothing is sent
   */
  async putTogether(
    messages: readonly { target: Target; body: Message }[],
    about: string,
    also: Change,
  ): Promise<void> {
    const entries = messages.map(({ target, body }) => this.#entry(target, body, { about, forMs: null }));
    await this.#options.store.write([...also, ...entries.map(insertOf)], 'durable');
    for (const entry of entries) this.#enter(entry);
    this.#tick();
  }

  #entry(target: Target, body: Message, urgency: Urgency | null): Entry {
    const now = this.#options.clock.now();
    const forMs = urgency?.forMs ?? null;
    return {
      id: this.#nextId++,
      target,
      body: JSON.stringify(body),
      about: urgency?.about ?? null,
      until: forMs === null ? null : new Date(now.getTime() + forMs).toISOString(),
      createdAt: now.toISOString(),
      attempts: 0,
      error: null,
      dueAt: 0,
      busy: false,
    };
  }

  #enter(entry: Entry): void {
    const [oldest] = this.#entries.values();
    if (this.#entries.size >= MOST_WAITING && oldest) this.#giveUp(oldest, 'too many messages wait');
    this.#entries.set(entry.id, entry);
  }

  /** Nobody has to be told of this alarm any more. A try that is under way goes on. */
  drop(about: string): void {
    for (const entry of [...this.#entries.values()]) if (entry.about === about) this.#forget(entry);
  }

  /** Sends a message once, now; nothing is kept or tried again. @returns why it was not taken, null when it was */
  async test(target: Target, body: Message): Promise<string | null> {
    let error: string | null;
    try {
      const letter = { target, body: JSON.stringify(body), id: `test-${randomUUID()}` };
      error = errorOf(await this.#send(letter, ANSWER_MS));
    } catch (failure) {
      error = reasonOf(failure);
    }
    this.#outcomes.tell(target, null, error);
    return error;
  }

  /** Begins what is due. */
  #tick(): void {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const late = clock.now().toISOString();
    for (const entry of [...this.#entries.values()]) {
      if (this.#running.size >= MOST_AT_ONCE || this.#stopping.signal.aborted) return;
      if (entry.busy || entry.dueAt > now) continue;
      if (entry.until !== null && entry.until < late) {
        this.#giveUp(entry, entry.error ?? 'its turn did not come in time');
        continue;
      }
      const receiver = JSON.stringify(entry.target);
      if ([...this.#running.values()].filter((busy) => busy === receiver).length >= MOST_TO_ONE) continue;
      entry.busy = true;
      const running = this.#try(entry).finally(() => {
        entry.busy = false;
        this.#running.delete(running);
        // Whoever waited for this place need not wait for the tick.
        this.#tick();
      });
      this.#running.set(running, receiver);
    }
  }

  async #try(entry: Entry): Promise<void> {
    const { target, body, about } = entry;
    let outcome: Outcome;
    try {
      outcome = await this.#send(
        { target, body, id: String(entry.id) },
        isLasting(entry) ? LASTING_ANSWER_MS : ANSWER_MS,
      );
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#tryAgain(entry, reasonOf(error));
      return;
    }
    const error = errorOf(outcome);
    if (outcome.kind === 'delivered') this.#forget(entry);
    else this.#giveUp(entry, outcome.reason);
    this.#outcomes.tell(target, about, error);
  }

  #tryAgain(entry: Entry, reason: string): void {
    entry.attempts += 1;
    entry.error = reason;
    this.#outcomes.tell(entry.target, entry.about, reason);
    // Dropped while it was tried.
    if (!this.#entries.has(entry.id)) return;
    if (entry.attempts >= TRIES) {
      this.#giveUp(entry, reason);
      return;
    }
    const pause = Math.round(pauseAfter(entry.until === null ? PAUSE : URGENT_PAUSE, entry.attempts));
    entry.dueAt = this.#options.clock.monotonic() + pause;
    const sql = 'update deliveries set attempts = ?, error = ? where id = ?';
    this.#write([{ sql, values: [entry.attempts, reason, entry.id] }], 'later');
    const facts = {
      to: this.#options.nameOf(entry.target),
      attempts: entry.attempts,
      reason,
      pauseMs: pause,
    };
    this.#options.log.warn(facts, 'a message was not taken');
  }

  #send(letter: Parameters<Sender>[0], mostMs: number): Promise<Outcome> {
    const { clock, send } = this.#options;
    return within(clock, mostMs, (signal) => send(letter, signal), this.#stopping.signal);
  }

  #giveUp(entry: Entry, reason: string): void {
    if (!this.#entries.has(entry.id)) return;
    this.#forget(entry);
    this.#options.onGivenUp(this.#options.nameOf(entry.target), reason);
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.id);
    const sql = 'delete from deliveries where id = ?';
    this.#write([{ sql, values: [entry.id] }], isLasting(entry) ? 'durable' : 'later');
  }

  #write(change: Change, durability: 'durable' | 'later'): void {
    this.#options.store.write(change, durability).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'a message could not be noted');
    });
  }
}

/** Whether it is about something, and of use whenever it comes: then a second one would be one too many. */
const isLasting = ({ about, until }: Entry) => about !== null && until === null;

const insertOf = ({ id, target, body, about, until, createdAt }: Entry): Statement => ({
  sql: 'insert into deliveries (id, target, body, about, until, created_at) values (?, ?, ?, ?, ?, ?)',
  values: [id, JSON.stringify(target), body, about, until, createdAt],
});

const errorOf = (outcome: Outcome) => (outcome.kind === 'delivered' ? null : outcome.reason);
