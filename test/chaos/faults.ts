import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from './journal.ts';
import type { ChaosEvent } from './plan.ts';
import type { Site } from './site.ts';

const READY_LIMIT_MS = 30_000;
/** ms in which a server that runs has seen that the clock was set. */
const CLOCK_SEEN_MS = 4000;
/** What lasts for a while: a newer one of the same kind takes its place. */
type Lasting = 'network' | 'disk' | 'clock' | 'server' | 'worker';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Does to a site what the plan says; what lasts ends by itself. */
export class Faults {
  readonly #site: Site;
  readonly #journal: Journal;
  readonly #endings = new Map<Lasting, NodeJS.Timeout>();
  #frozenUntil = 0;
  #clockIsSet = true;

  constructor(site: Site, journal: Journal) {
    this.#site = site;
    this.#journal = journal;
  }

  async happen(event: ChaosEvent): Promise<void> {
    const { cloud, disk } = this.#site;
    switch (event.kind) {
      case 'kill':
        return this.#kill(event);
      case 'kill_postgres':
        this.#journal.say(`kill -9 Postgres, down for ${seconds(event.downMs)}`);
        return cloud.kill(event.downMs);
      case 'freeze':
        this.#journal.say(`${event.target} stands still for ${seconds(event.forMs)}`);
        this.#site[event.target].freeze();
        this.#frozenUntil = performance.now() + event.forMs;
        this.#later(event.target, event.forMs, () => this.#site[event.target].thaw());
        return;
      case 'power_cut':
        return this.#powerCut(event);
      case 'network':
        this.#journal.say(`network: ${JSON.stringify(event.fault)} for ${seconds(event.forMs)}`);
        cloud.proxy.set(event.fault);
        this.#later('network', event.forMs, () => cloud.proxy.set({ kind: 'none' }));
        return;
      case 'disk_full':
        await disk!.fill();
        this.#journal.say(`disk full for ${seconds(event.forMs)}`);
        this.#later('disk', event.forMs, () => void disk!.free());
        return;
      case 'clock_step':
        return this.#clockStep(event.byMs);
    }
  }

  /** Forgets what would end later; `Site.heal` ends it all. */
  stop(): void {
    for (const timer of this.#endings.values()) clearTimeout(timer);
  }

  async #kill(event: Extract<ChaosEvent, { kind: 'kill' }>): Promise<void> {
    const service = this.#site[event.target];
    const end = performance.now() + READY_LIMIT_MS;
    const there = () =>
      service.running && (event.afterReadyMs === 0 || event.target === 'worker' || service.ready);
    while (!there() && performance.now() < end) await sleep(20);
    await sleep(event.afterReadyMs);
    const state = service.ready || event.target === 'worker' ? '' : ' while it starts';
    const done = service.kill(event.downMs)
      ? `kill -9 ${event.target}${state}`
      : `${event.target} is down already`;
    this.#journal.say(`${done}, down for ${seconds(event.downMs)}`);
  }

  async #powerCut(event: Extract<ChaosEvent, { kind: 'power_cut' }>): Promise<void> {
    const { setAfterMs } = event;
    const behindMs = this.#site.machine.clockMissing === null ? event.behindMs : 0;
    const clock = behindMs > 0 ? `, clock ${seconds(behindMs)} behind for ${seconds(setAfterMs)}` : '';
    this.#journal.say(`power cut${clock}`);
    if (behindMs > 0) this.#clockIsSet = false;
    await this.#site.powerCut(Math.round(behindMs));
    if (behindMs === 0) return;
    this.#later('clock', setAfterMs, () => {
      this.#clockIsSet = true;
      this.#site.machine.setClock(0, true);
      this.#journal.say('the clock is set right');
    });
  }

  /**
   * Somebody sets a clock that was right. Not soon after it was set by the network: who looks once a second sees both
   * as one, and dates the earlier visits by the second.
   */
  async #clockStep(byMs: number): Promise<void> {
    await this.#site.serverReady();
    await sleep(Math.max(0, this.#frozenUntil - performance.now()) + CLOCK_SEEN_MS);
    if (!this.#clockIsSet) return this.#journal.say('no clock step: the clock is not set');
    this.#journal.say(`the clock is set ${seconds(byMs)} away`);
    this.#site.machine.setClock(Math.round(byMs), true);
  }

  #later(what: Lasting, ms: number, end: () => void): void {
    clearTimeout(this.#endings.get(what));
    this.#endings.set(what, setTimeout(end, ms));
  }
}
