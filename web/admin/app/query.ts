import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ServerEvent } from '../../../edge-server/contract/events.ts';
import { codeOf, EMPTY, failed, type Resource, succeeded } from '../state/resource.ts';
import { Throttle } from '../state/throttle.ts';
import type { App } from './app.ts';

/** Under a stream of events an answer is fetched this often at the most. */
const PAUSE_MS = 1000;
/** While the server is away or refuses. */
const RETRY_MS = 3000;

export interface QueryOptions {
  /** ms between two fetches without any event; null fetches once. */
  every: number | null;
  /** Events after which the answer may be another one. */
  events?: readonly ServerEvent['type'][];
}

/**
 * An answer of the server that a page shows: fetched at `start()`, then after `every`, after the events that
 * change it, and as soon as the server is there again. The last good answer outlives failures. When the server
 * wants a log-in the session is told, and the answer is fetched again after it.
 */
export class Query<T> {
  readonly resource = signal<Resource<T>>(EMPTY);
  readonly #app: App;
  readonly #fetch: (before: T | null) => Promise<T>;
  readonly #options: QueryOptions;
  readonly #throttle = new Throttle(() => this.#run(), PAUSE_MS);
  #fetchedAt = 0;
  #stop: (() => void)[] = [];

  /** @param fetch gets the earlier answer, to join pages */
  constructor(app: App, fetch: (before: T | null) => Promise<T>, options: QueryOptions) {
    this.#app = app;
    this.#fetch = fetch;
    this.#options = options;
  }

  start(): void {
    const { live, session } = this.#app;
    const wanted = new Set<string>(['back', ...(this.#options.events ?? [])]);
    const timer = setInterval(() => this.#tick(), PAUSE_MS);
    this.#stop = [
      () => clearInterval(timer),
      live.on((type) => wanted.has(type) && this.refresh()),
      session.state.subscribe(({ at }) => {
        if (at === 'in') this.refresh();
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.#throttle.stop();
  }

  /** Fetches now, or as soon as the throttle allows. */
  refresh(): void {
    this.#fetchedAt = Date.now();
    this.#throttle.call();
  }

  /** Puts an answer that came otherwise in the place of the fetched one. */
  set(data: T): void {
    this.resource.value = succeeded(data, Date.now());
  }

  #tick(): void {
    if (this.#app.session.state.value.at !== 'in') return;
    const every = this.resource.value.error === null ? this.#options.every : RETRY_MS;
    if (every !== null && Date.now() - this.#fetchedAt >= every) this.refresh();
  }

  async #run(): Promise<void> {
    const { session } = this.#app;
    const asked = session.state.value;
    try {
      this.resource.value = succeeded(await this.#fetch(this.resource.value.data), Date.now());
    } catch (error) {
      const code = codeOf(error);
      this.resource.value = failed(this.resource.value, code);
      if (code !== 'login_required') return;
      // Asked before somebody logged in, and answered after it: that says nothing of the new session.
      if (session.state.value === asked) session.ended();
      else this.refresh();
    }
  }
}

/**
 * A `Query` for as long as a component is shown.
 * @param key another key is another question: what was fetched for the last one goes
 */
export function useQuery<T>(
  app: App,
  key: string,
  fetch: (before: T | null) => Promise<T>,
  options: QueryOptions,
): Query<T> {
  const query = useMemo(() => new Query(app, fetch, options), [app, key]);
  useEffect(() => {
    query.start();
    return () => query.stop();
  }, [query]);
  return query;
}
