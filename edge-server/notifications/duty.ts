import type { Alarms } from '../alarms/alarms.ts';
import type { Clock, Stop } from '../clock/clock.ts';
import { Listeners } from '../common/listeners.ts';
import {
  type Alarm,
  type CallState,
  dutyKindOf,
  type Notification,
  type Settings,
} from '../contract/index.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { Target } from '../delivery/target.ts';
import type { Roster } from './roster.ts';

/** ms after which a message to people is of no use: whoever reads it then finds nobody at the entrance. */
const USEFUL_MS = 600_000;
/** ms after which a call that no way has taken is one that staff do not know of. */
const UNTOLD_MS = 5000;
/** Telling of this by the ways that failed would fail, and open it again. */
const UNTELLABLE: readonly Alarm['code'][] = ['delivery_failed'];
/** What the kiosk's screen shows as its own trouble. */
const TROUBLE: readonly Alarm['code'][] = ['camera_lost', 'vision_failed'];
/** An alarm that was open when the server started is told anew when it is younger, ms. */
const FRESH_MS = 600_000;

export interface DutyOptions {
  alarms: Alarms;
  outbox: Outbox;
  roster: Roster;
  clock: Clock;
  settings: () => Pick<Settings, 'answerSeconds'>;
  /** What is sent of an alarm. */
  message: (alarm: Alarm) => Notification;
  /** Open pages of staff: each rings for itself. */
  pages: () => number;
}

const CALL = 'call_staff ';

interface Watch {
  turns: Target[][];
  /** Monotonic ms of the first turn. */
  since: number;
  /** A way has taken it, or a page of staff was open. */
  told: boolean;
  stop: Stop;
}

/**
 * Tells whoever is on duty of an alarm until somebody acknowledges it:
 *
 *   (none) ── opens ──► first turn told ── `answerSeconds` ──► next turn told ── … ──► all have been told
 *      ▲                     │                                    │                          │
 *      └─────────────────────┴── acknowledged, or over: what waits to be sent is dropped ────┘
 *
 * An alarm that is raised again begins anew once its `answerSeconds` are over. Of a call the kiosk is told how it goes
 * (`CallState`): `told` only when a way has taken it or a page of staff is open.
 */
export class Duty {
  readonly #options: DutyOptions;
  readonly #watches = new Map<string, Watch>();
  readonly #listeners = new Listeners<[CallState]>();
  #troubleTold = false;
  #call: CallState = 'none';
  #stopUntold: Stop = () => undefined;

  constructor(options: DutyOptions) {
    this.#options = options;
  }

  start(): void {
    const { alarms, outbox, clock } = this.#options;
    alarms.onChange((alarm, change) => {
      if (change === 'opened' || change === 'reopened') this.#begin(alarm);
      else if (change === 'repeated') this.#repeat(alarm);
      else this.#end(alarm, change);
    });
    outbox.onTried((_, about, error) => {
      if (about === null) return;
      if (error === null) this.#told(about);
      else if (about === CALL && this.#call === 'telling' && !outbox.waits(about)) this.#say('untold');
    });
    for (const alarm of alarms.active()) {
      const age = clock.now().getTime() - Date.parse(alarm.opened_at);
      if (alarm.acknowledged_at === null && age < FRESH_MS) this.#begin(alarm);
    }
  }

  stop(): void {
    this.#stopUntold();
    // Whoever waits to know is not left waiting.
    if (this.#call === 'telling') this.#say('untold');
    for (const { stop } of this.#watches.values()) stop();
    this.#watches.clear();
  }

  /** How the open call goes. */
  get call(): CallState {
    return this.#call;
  }

  /** Whether staff know that the kiosk itself is in trouble. */
  get troubleTold(): boolean {
    return this.#troubleTold;
  }

  /** A page of staff was opened: it shows, and rings for, whatever is open. */
  pageOpened(): void {
    for (const key of this.#watches.keys()) this.#told(key);
  }

  /** Calls `listener` at each change of what the kiosk is told; the returned function ends it. */
  onCall(listener: (state: CallState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** How the open call goes, once it is known whether staff were told: within 5 s. */
  told(): Promise<CallState> {
    if (this.#call !== 'telling') return Promise.resolve(this.#call);
    const { promise, resolve } = Promise.withResolvers<CallState>();
    const stop = this.onCall((state) => {
      if (state === 'telling') return;
      stop();
      resolve(state);
    });
    return promise;
  }

  #begin(alarm: Alarm): void {
    if (UNTELLABLE.includes(alarm.code)) return;
    const { roster, clock, outbox, pages } = this.#options;
    this.#watches.get(keyOf(alarm))?.stop();
    outbox.drop(keyOf(alarm));
    const turns = roster.turns(dutyKindOf(alarm), clock.now());
    const watch = { turns, since: clock.monotonic(), told: pages() > 0, stop: () => undefined };
    this.#watches.set(keyOf(alarm), watch);
    this.#lookAtTrouble();
    if (alarm.code === 'call_staff') {
      this.#say(watch.told ? 'told' : turns.length > 0 ? 'telling' : 'untold');
      this.#stopUntold = clock.after(UNTOLD_MS, () => {
        if (this.#call === 'telling') this.#say('untold');
      });
    }
    this.#turn(alarm, watch);
  }

  #turn(alarm: Alarm, watch: Watch): void {
    const { outbox, message, clock, settings } = this.#options;
    const targets = watch.turns.shift() ?? [];
    if (targets.length > 0) {
      const body = message(alarm);
      for (const target of targets) outbox.put(target, body, { about: keyOf(alarm), forMs: USEFUL_MS });
    }
    watch.stop = clock.after(settings().answerSeconds * 1000, () => {
      if (alarm.code === 'call_staff') this.#say('unanswered');
      if (watch.turns.length > 0) this.#turn(alarm, watch);
    });
  }

  #repeat(alarm: Alarm): void {
    const { clock, settings } = this.#options;
    const watch = this.#watches.get(keyOf(alarm));
    const age = watch === undefined ? Infinity : clock.monotonic() - watch.since;
    if (alarm.acknowledged_at === null && age >= settings().answerSeconds * 1000) this.#begin(alarm);
  }

  #end(alarm: Alarm, change: 'acknowledged' | 'cleared'): void {
    const key = keyOf(alarm);
    this.#watches.get(key)?.stop();
    this.#watches.delete(key);
    this.#options.outbox.drop(key);
    this.#lookAtTrouble();
    if (alarm.code !== 'call_staff') return;
    this.#stopUntold();
    // One that was acknowledged clears at once, and stays answered for the screen.
    if (change === 'acknowledged') this.#say('answered');
    else if (alarm.acknowledged_at === null) this.#say('none');
  }

  #told(key: string): void {
    const watch = this.#watches.get(key);
    if (watch !== undefined) watch.told = true;
    if (key === CALL && (this.#call === 'telling' || this.#call === 'untold')) this.#say('told');
    this.#lookAtTrouble();
  }

  #lookAtTrouble(): void {
    const told = TROUBLE.some((code) => this.#watches.get(`${code} `)?.told);
    if (told === this.#troubleTold) return;
    this.#troubleTold = told;
    this.#listeners.tell(this.#call);
  }

  #say(state: CallState): void {
    if (state === this.#call) return;
    this.#call = state;
    this.#listeners.tell(state);
  }
}

const keyOf = ({ code, subject }: Alarm) => `${code} ${subject}`;
