import type { EventHub } from '../api/events.ts';
import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Health } from '../contract/index.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { Store } from '../store/store.ts';
import { noteEdgeState } from '../sync/edge-state.ts';

const BEAT_MS = 5000;
/** How often the worker's reports to the cloud get news of the server. */
const STATE_MS = 20_000;

export interface HeartbeatOptions {
  clock: Clock;
  health: () => Health;
  notifier: Pick<Notifier, 'look'>;
  hub: Pick<EventHub, 'prune' | 'send'>;
  /** What is looked at before the parts are: the policies of the hour, the door. */
  first: () => void;
  store: Pick<Store, 'settle' | 'write'>;
  log: Log;
}

/** Looks at every part every 5 s: raises and clears alarms, tells the pages, and notes for the cloud how it stands. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #startedAt: Date | null = null;
  #notedAt = Number.NEGATIVE_INFINITY;
  #stopBeating: Stop = () => undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock } = this.#options;
    this.#startedAt = clock.now();
    this.#stopBeating = clock.every(BEAT_MS, () => this.beat());
  }

  stop(): void {
    this.#stopBeating();
  }

  /** Looks once; called every 5 s. */
  beat(): void {
    const { notifier, clock, hub, first, log, store } = this.#options;
    first();
    const health = this.#options.health();
    notifier.look(health);
    hub.prune();
    store.settle().catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'alarms and marks could not be synced to the disk yet');
    });
    hub.send({ type: 'health', health });
    const now = clock.monotonic();
    if (now - this.#notedAt < STATE_MS) return;
    this.#notedAt = now;
    const state = noteEdgeState(health, this.#startedAt ?? clock.now(), clock.now());
    store.write([state], 'later').catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'the state for the cloud could not be noted');
    });
  }
}
