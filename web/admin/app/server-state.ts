import { computed, signal } from '@preact/signals';
import type { ServerRole } from '../../../edge-server/contract/access.ts';
import type { Call } from '../../../edge-server/contract/call.ts';
import type { ServerEvent } from '../../../edge-server/contract/events.ts';
import { FleetHealth } from '../../../edge-server/contract/fleet.ts';
import type { Health } from '../../../edge-server/contract/health.ts';
import type { Reading } from '../../../edge-server/contract/reading.ts';
import type { Settings } from '../../../edge-server/contract/settings.ts';
import type { Api } from '../../shared/api.ts';
import type { ServerEvents, ServerListener, StreamState } from '../../shared/events.ts';
import { codeOf, EMPTY, failed, type Resource, succeeded } from '../state/resource.ts';

const HEALTH_EVERY_MS = 5000;
const TICK_MS = 1000;
const DEFAULT_ZONE = 'Asia/Seoul';

type EventType = ServerEvent['type'];
/** Told each event's type, and the event; `back` when the server is there again. */
type Listener = (type: EventType | 'back', event?: ServerEvent) => void;

/**
 * What every page needs of the running server, from `start()` to `stop()`, which may alternate: whether it is
 * there, its health, the last reading, a visitor's call, the site's zone, and its events for whoever listens.
 */
export class ServerState {
  readonly server = signal<StreamState>('connecting');
  readonly health = signal<Resource<Health>>(EMPTY);
  /** How all kiosks are, where the server is the fleet's: `health` then stays empty. */
  readonly fleet = signal<Resource<FleetHealth>>(EMPTY);
  readonly reading = signal<Reading | null>(null);
  /** A visitor's last call for staff, until somebody here says that they saw it. */
  readonly call = signal<Call | null>(null);
  /** The site's settings; null while none are known. */
  readonly settings = signal<Settings | null>(null);
  /** The site's time zone: all times are shown in it, wherever the browser is. */
  readonly zone = computed(() => this.settings.value?.timeZone ?? DEFAULT_ZONE);
  /** The wall clock, each second, for ages. */
  readonly now = signal(Date.now());
  /** When the server was last heard; null before. */
  readonly heardAt = signal<number | null>(null);
  readonly #api: Api;
  readonly #events: ServerEvents;
  readonly #listeners = new Set<Listener>();
  #server: ServerRole = 'edge';
  #latestReading: Reading | null = null;
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(api: Api, events: (listener: ServerListener) => ServerEvents) {
    this.#api = api;
    this.#events = events({
      event: (event) => this.#onEvent(event),
      state: (state) => this.#onState(state),
    });
  }

  start(server: ServerRole): void {
    this.#server = server;
    this.#timers = [
      setInterval(() => this.#tick(), TICK_MS),
      setInterval(() => void this.#fetchHealth(), HEALTH_EVERY_MS),
    ];
    void this.#fetchHealth();
    void this.#fetchSettings();
    this.#events.start();
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#events.stop();
  }

  /** Calls `listener` with each event, and with `back` when the server is there again. @returns what ends it */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tick(): void {
    this.now.value = Date.now();
    // Readings come several a second; the pages show one a second.
    if (this.#latestReading !== this.reading.value) this.reading.value = this.#latestReading;
  }

  async #fetchHealth(): Promise<void> {
    if (this.#server === 'fleet') return this.#fetchFleet();
    try {
      this.#setHealth(await this.#api.health());
    } catch (error) {
      this.health.value = failed(this.health.value, codeOf(error));
    }
  }

  async #fetchFleet(): Promise<void> {
    try {
      const now = Date.now();
      this.fleet.value = succeeded(await this.#api.get('/api/health', FleetHealth), now);
      this.heardAt.value = now;
    } catch (error) {
      this.fleet.value = failed(this.fleet.value, codeOf(error));
    }
  }

  async #fetchSettings(): Promise<void> {
    try {
      this.settings.value = await this.#api.settings();
    } catch {
      // The earlier ones hold; a page that needs data says that the server is away.
    }
  }

  #setHealth(health: Health): void {
    const now = Date.now();
    this.health.value = succeeded(health, now);
    this.heardAt.value = now;
  }

  #onState(state: StreamState): void {
    const before = this.server.value;
    this.server.value = state;
    if (state === 'ok' && before === 'away') {
      void this.#fetchHealth();
      void this.#fetchSettings();
      this.#tell('back');
    }
  }

  #onEvent(event: ServerEvent): void {
    this.heardAt.value = Date.now();
    switch (event.type) {
      case 'reading':
        this.#latestReading = event.reading;
        return;
      case 'thermometer':
        void this.#fetchHealth();
        break;
      case 'health':
        this.#setHealth(event.health);
        break;
      case 'call':
        this.call.value = event.call;
        break;
      case 'settings':
        this.settings.value = event.settings;
        break;
      case 'visit':
        // Who called was let in.
        if (event.verdict.verdict === 'staff') this.call.value = null;
        break;
      case 'alarm':
      case 'lock':
      case 'sound':
      case 'screen':
      case 'reload':
      case 'sound_check':
        break;
    }
    this.#tell(event.type, event);
  }

  #tell(type: EventType | 'back', event?: ServerEvent): void {
    for (const listener of this.#listeners) listener(type, event);
  }
}
