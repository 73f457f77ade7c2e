import { createHmac, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Alarms } from '../alarms/alarms.ts';
import type { Clock, Stop } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { pauseAfter } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import type { WebhookTestResult } from '../contract/index.ts';
import type { Store } from '../store/store.ts';

/** Calls that wait; more than that and the oldest goes. */
const MOST_WAITING = 500;
/** Calls at once, so that one dead receiver does not hold up the others. */
const MOST_AT_ONCE = 4;
const ANSWER_MS = 10_000;
/** With pauses from seconds to an hour they are about 8 hours. */
const TRIES = 24;
const PAUSE = { minMs: 5000, maxMs: 3_600_000 };
const TICK_MS = 1000;

/** The header with the signature: `t=<unix seconds>,v1=<hex>`. */
export const SIGNATURE_HEADER = 'kf99-signature';
/** The same for every try of a call, so that a receiver can drop a second one. */
export const DELIVERY_HEADER = 'kf99-delivery';

/** HMAC-SHA256 over `<unix seconds>.<body>` with the secret, as the header has it. */
export function sign(secret: string, seconds: number, body: string): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}

export interface WebhooksOptions {
  store: Pick<Store, 'write'> & { database: DatabaseSync };
  clock: Clock;
  log: Pick<Log, 'warn' | 'error'>;
  alarms: Alarms;
  /** The signing secret, null when there is none. */
  secret: () => string | null;
  fetch?: typeof fetch;
}

interface Call {
  id: number;
  url: string;
  body: string;
  attempts: number;
  /** Monotonic ms of the next try. */
  dueAt: number;
  busy: boolean;
}

/**
 * Calls to webhooks. A call is kept in the store until it was answered with 2xx, so a restart loses none; it is
 * tried again with a pause that grows. A redirect, or a refusal by the receiver (4xx), ends it at once. No
 * address is written to a log but its host: the rest may hold a secret.
 */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #calls = new Map<number, Call>();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #nextId = 1;
  #stopTimer: Stop = () => undefined;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  start(): void {
    const rows = this.#options.store.database.prepare('select * from webhook_calls order by id').all();
    for (const { id, url, body, attempts } of rows) {
      const call = { id: Number(id), url: String(url), body: String(body), attempts: Number(attempts) };
      this.#calls.set(call.id, { ...call, dueAt: 0, busy: false });
      this.#nextId = call.id + 1;
    }
    this.#stopTimer = this.#options.clock.every(TICK_MS, () => this.#tick());
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  get waiting(): number {
    return this.#calls.size;
  }

  /** Calls a webhook, now or later; never waits and never throws. */
  call(url: string, body: object): void {
    const [oldest] = this.#calls.values();
    if (this.#calls.size >= MOST_WAITING && oldest) this.#giveUp(oldest, 'too many calls wait');
    const call = { id: this.#nextId++, url, body: JSON.stringify(body), attempts: 0, dueAt: 0, busy: false };
    this.#calls.set(call.id, call);
    const at = this.#options.clock.now().toISOString();
    this.#write('insert into webhook_calls (id, url, body, created_at) values (?, ?, ?, ?)', [
      call.id,
      url,
      call.body,
      at,
    ]);
    this.#tick();
  }

  /** Calls a webhook once, now, and answers what became of it; nothing is kept or tried again. */
  async test(url: string, body: object): Promise<WebhookTestResult> {
    try {
      const status = await this.#post({ id: `test-${randomUUID()}`, url, body: JSON.stringify(body) });
      return { status, error: null };
    } catch (error) {
      return { status: null, error: reasonOf(error) };
    }
  }

  /** Begins what is due. */
  #tick(): void {
    const now = this.#options.clock.monotonic();
    for (const call of this.#calls.values()) {
      if (this.#running.size >= MOST_AT_ONCE || this.#stopping.signal.aborted) return;
      if (call.busy || call.dueAt > now) continue;
      call.busy = true;
      const running = this.#try(call).finally(() => {
        call.busy = false;
        this.#running.delete(running);
      });
      this.#running.add(running);
    }
  }

  async #try(call: Call): Promise<void> {
    let status = 0;
    let reason: string;
    try {
      status = await this.#post(call);
      reason = `it answered ${status}`;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      reason = reasonOf(error);
    }
    if (status >= 200 && status < 300) return this.#forget(call);
    call.attempts += 1;
    const refused = status >= 300 && status < 500 && ![408, 425, 429].includes(status);
    if (refused || call.attempts >= TRIES) return this.#giveUp(call, reason);
    const pause = Math.round(pauseAfter(PAUSE, call.attempts));
    call.dueAt = this.#options.clock.monotonic() + pause;
    this.#write('update webhook_calls set attempts = ? where id = ?', [call.attempts, call.id]);
    const facts = { host: hostOf(call.url), attempts: call.attempts, reason, pauseMs: pause };
    this.#options.log.warn(facts, 'a webhook did not take a call');
  }

  async #post({ id, url, body }: { id: number | string; url: string; body: string }): Promise<number> {
    const { secret, clock, fetch = globalThis.fetch } = this.#options;
    const key = secret();
    if (key === null) throw new Error('there is no signing secret');
    const seconds = Math.floor(clock.now().getTime() / 1000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'KF99',
      [SIGNATURE_HEADER]: sign(key, seconds, body),
      [DELIVERY_HEADER]: String(id),
    };
    const post = async (signal: AbortSignal) => {
      const response = await fetch(url, { method: 'POST', body, redirect: 'manual', headers, signal });
      await response.body?.cancel();
      return response.status;
    };
    return within(clock, ANSWER_MS, post, this.#stopping.signal);
  }

  #giveUp(call: Call, reason: string): void {
    this.#forget(call);
    const host = hostOf(call.url);
    this.#options.alarms.raise('webhook_failed', `A call to ${host} was given up: ${reason}.`);
  }

  #forget(call: Call): void {
    this.#calls.delete(call.id);
    this.#write('delete from webhook_calls where id = ?', [call.id]);
  }

  #write(sql: string, values: (string | number)[]): void {
    this.#options.store.write([{ sql, values }], 'later').catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'a webhook call could not be noted');
    });
  }
}

const hostOf = (url: string) => URL.parse(url)?.host ?? '?';

function reasonOf(error: unknown): string {
  // fetch says 'fetch failed', its cause says why.
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  return cause?.code ?? cause?.message ?? message;
}
