import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock/clock.ts';
import type { Heartbeat, KioskScreenView, ServerEvent } from '../contract/index.ts';

/** ms for which the wish for another browser stands: the machine's watch looks every 10 s. */
const RESTART_MS = 60_000;

export interface KioskPageOptions {
  clock: Clock;
  send: (event: ServerEvent) => void;
}

/**
 * The kiosk's page as staff see it from afar: what its screen shows, by its heartbeats, and what they may ask of it.
 * A page that answers loads itself again; the browser of one that does not is restarted by the watch of the machine
 * (deploy/kiosk), which reads the wish from the health and does each once.
 */
export class KioskPage {
  readonly #options: KioskPageOptions;
  #view: KioskScreenView = { screen: null, opened_at: null };
  #wish: { id: string; at: number } | null = null;

  constructor(options: KioskPageOptions) {
    this.#options = options;
  }

  get view(): KioskScreenView {
    return this.#view;
  }

  /** Id of the wish for another browser, for a minute. */
  get restart(): string | null {
    const wish = this.#wish;
    return wish !== null && this.#options.clock.monotonic() - wish.at < RESTART_MS ? wish.id : null;
  }

  /** The page has called. */
  heard({ screen, open_s }: Pick<Heartbeat, 'screen' | 'open_s'>): void {
    const { clock, send } = this.#options;
    const before = this.#view;
    const opened = open_s === null ? null : new Date(clock.now().getTime() - open_s * 1000);
    this.#view = { screen, opened_at: opened?.toISOString() ?? null };
    if (!isDeepStrictEqual(before.screen, screen)) send({ type: 'screen' });
  }

  askReload(): void {
    this.#options.send({ type: 'reload' });
  }

  askSound(): void {
    this.#options.send({ type: 'sound_check' });
  }

  /** Asks for another browser; a wish that stands already is not doubled. */
  askRestart(): void {
    if (this.restart === null) {
      this.#wish = { id: randomUUID(), at: this.#options.clock.monotonic() };
    }
  }
}
