import { computed, signal } from '@preact/signals';
import type { Today } from '../../../edge-server/contract/admin.ts';
import type { Call, ServerEvent } from '../../../edge-server/contract/events.ts';
import type { Health } from '../../../edge-server/contract/health.ts';
import type { Reading } from '../../../edge-server/contract/reading.ts';
import { type Api, ApiError } from '../../shared/api.ts';
import type { ServerEvents, ServerListener, ServerState } from '../../shared/events.ts';
import { EMPTY, failed, type Resource, succeeded } from './resource.ts';
import { Throttle } from './throttle.ts';
import { viewOf } from './view.ts';
import { extended, refreshed, type Visits } from './visits.ts';

const PAGE_ROWS = 20;
/** Under a stream of visits the figures are fetched this often at the most. */
const REFETCH_PAUSE_MS = 1000;
/** Without any event: the day changes, rows get synced. */
const REFETCH_EVERY_MS = 15_000;
/** While the server is away or refuses. */
const RETRY_EVERY_MS = 3000;
const HEALTH_EVERY_MS = 5000;
const TICK_MS = 1000;

/**
 * The page's data as signals, kept fresh from `start()` to `stop()`, which may alternate: what was
 * fetched stays while nobody is logged in.
 *
 * Visit events say only that something has changed: the figures are then fetched again (throttled), so that
 * page and database can't drift apart. Health comes by event and by a slow poll. A stream that is open again
 * after a break fetches everything at once.
 */
export class AdminData {
  readonly server = signal<ServerState>('connecting');
  readonly today = signal<Resource<Today>>(EMPTY);
  readonly visits = signal<Resource<Visits>>(EMPTY);
  readonly health = signal<Resource<Health>>(EMPTY);
  readonly reading = signal<Reading | null>(null);
  /** A visitor's last call for staff, until somebody here says that they saw it. */
  readonly call = signal<Call | null>(null);
  /** The wall clock, each second, for ages. */
  readonly now = signal(Date.now());
  readonly loadingOlder = signal(false);
  readonly view = computed(() => viewOf(this.server.value, [this.today.value, this.visits.value]));
  readonly #api: Api;
  readonly #events: ServerEvents;
  readonly #refetch = new Throttle(() => this.#fetchAll(), REFETCH_PAUSE_MS);
  #latestReading: Reading | null = null;
  #fetchedAt = 0;
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(api: Api, events: (listener: ServerListener) => ServerEvents) {
    this.#api = api;
    this.#events = events({
      event: (event) => this.#onEvent(event),
      state: (state) => this.#onState(state),
    });
  }

  start(): void {
    this.today.value = { ...this.today.value, error: null };
    this.visits.value = { ...this.visits.value, error: null };
    this.#timers = [
      setInterval(() => this.#tick(), TICK_MS),
      setInterval(() => void this.#fetchHealth(), HEALTH_EVERY_MS),
    ];
    this.refresh();
    this.#events.start();
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#refetch.stop();
    this.#events.stop();
  }

  /** Fetches the figures and the newest visits, now or as soon as the throttle allows. */
  refresh(): void {
    this.#fetchedAt = Date.now();
    this.#refetch.call();
  }

  /** Adds the next older page to the list. */
  async older(): Promise<void> {
    const before = this.visits.value.data?.next;
    if (!before || this.loadingOlder.value) return;
    this.loadingOlder.value = true;
    try {
      const page = await this.#api.visits(PAGE_ROWS, before);
      const held = this.visits.value.data;
      if (held) this.visits.value = succeeded(extended(held, page), Date.now());
    } catch (error) {
      this.visits.value = failed(this.visits.value, codeOf(error));
    } finally {
      this.loadingOlder.value = false;
    }
  }

  #tick(): void {
    const now = Date.now();
    this.now.value = now;
    if (this.#latestReading !== this.reading.value) this.reading.value = this.#latestReading;
    const every = this.view.value.at === 'live' ? REFETCH_EVERY_MS : RETRY_EVERY_MS;
    if (now - this.#fetchedAt >= every) this.refresh();
  }

  async #fetchAll(): Promise<void> {
    await Promise.all([
      // With the figures, so that stored and waiting visits agree with them.
      this.#fetchHealth(),
      this.#fetch(this.today, () => this.#api.today()),
      this.#fetch(this.visits, async () => {
        const fresh = await this.#api.visits(PAGE_ROWS);
        return refreshed(this.visits.value.data, fresh);
      }),
    ]);
  }

  #fetchHealth(): Promise<void> {
    return this.#fetch(this.health, () => this.#api.health());
  }

  async #fetch<T>(into: { value: Resource<T> }, get: () => Promise<T>): Promise<void> {
    try {
      into.value = succeeded(await get(), Date.now());
    } catch (error) {
      into.value = failed(into.value, codeOf(error));
    }
  }

  #onState(state: ServerState): void {
    const before = this.server.value;
    this.server.value = state;
    if (state === 'ok' && before === 'away') {
      this.refresh();
    }
  }

  #onEvent(event: ServerEvent): void {
    switch (event.type) {
      case 'reading':
        // Several a second; the page shows one a second.
        this.#latestReading = event.reading;
        break;
      case 'thermometer':
        void this.#fetchHealth();
        break;
      case 'visit':
        this.refresh();
        break;
      case 'health':
        this.health.value = succeeded(event.health, Date.now());
        break;
      case 'alarm':
      case 'lock':
      case 'sound':
        break;
      case 'call':
        this.call.value = event.call;
        break;
      case 'settings':
        // The zone may have changed, and with it the day.
        this.refresh();
        break;
    }
  }
}

function codeOf(error: unknown): ApiError['code'] {
  if (error instanceof ApiError) return error.code;
  throw error;
}
