import { computed, effect, signal } from '@preact/signals';
import { type Alarm, AlarmList } from '../../../edge-server/contract/alarms.ts';
import type { ServerEvent } from '../../../edge-server/contract/events.ts';
import type { Api } from '../../shared/api.ts';
import { keepSetting, readSetting } from '../../shared/browser-settings.ts';
import { BellSound } from './bell-sound.ts';
import type { ServerState } from './server-state.ts';

/** What a page needs of an alarm that rings. */
export type Ringing = Pick<Alarm, 'id' | 'code' | 'subject' | 'opened_at'>;

/** ms between two rings, and how often an unanswered one rings at the most: ten minutes. */
const EVERY_MS = 3000;
const MOST_RINGS = 200;
const MOST_ALARMS = 200;
const KEY = 'kf99.bell';

/**
 * Rings on this page for what somebody has to come for: a call, a rule that calls, a critical alarm. Sound, vibration, the
 * number in the title and on the installed page's icon, until each is acknowledged or over:
 *
 *   quiet ── an alarm opens, or happens again ──► ringing, at most 200 times ── acknowledged, over ──► quiet
 *
 * A person may switch the sound off in this browser; title and badge stay.
 */
export class Bell {
  /** Unacknowledged, the newest first. */
  readonly ringing = signal<readonly Ringing[]>([]);
  readonly muted = signal(readSetting(KEY) === 'off');
  readonly sound = new BellSound();
  /** Nobody would hear this page, though they want to. */
  readonly silent = computed(() => this.sound.silent.value && !this.muted.value);
  readonly #api: Api;
  readonly #live: ServerState;
  #rings = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void)[] = [];

  constructor(api: Api, live: ServerState) {
    this.#api = api;
    this.#live = live;
  }

  start(): void {
    this.stop();
    this.sound.start(() => this.#ringNow());
    this.#stop = [
      this.#live.on((type, event) => {
        if (type === 'back') void this.#fetch();
        else if (event?.type === 'alarm') this.#take(event.alarm);
      }),
      effect(() => badge(this.ringing.value.length)),
    ];
    void this.#fetch();
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.sound.stop();
    this.#set([]);
  }

  mute(muted: boolean): void {
    this.muted.value = muted;
    keepSetting(KEY, muted ? 'off' : null);
    if (!muted) this.#ringNow();
  }

  /** Rings once, for somebody who wants to know how it sounds. */
  test(): void {
    this.sound.test();
  }

  async #fetch(): Promise<void> {
    try {
      const path = `/api/admin/alarms?state=open&limit=${MOST_ALARMS}`;
      const { alarms } = await this.#api.get(path, AlarmList);
      this.#set(alarms.filter(({ severity }) => severity === 'critical'));
    } catch {
      // The next event, or the server that is back, says it.
    }
  }

  #take(alarm: Extract<ServerEvent, { type: 'alarm' }>['alarm']): void {
    const others = this.ringing.value.filter(
      ({ code, subject }) => code !== alarm.code || subject !== alarm.subject,
    );
    const rings =
      alarm.severity === 'critical' && alarm.acknowledged_at === null && alarm.cleared_at === null;
    this.#set(rings ? [alarm, ...others] : others);
    if (rings) this.#ringNow();
  }

  #set(ringing: readonly Ringing[]): void {
    const began = ringing.length > 0 && this.ringing.value.length === 0;
    this.ringing.value = ringing;
    if (ringing.length === 0) clearInterval(this.#timer);
    else if (began) this.#ringNow();
  }

  /** Rings now, and then again and again; a new one begins the count anew. */
  #ringNow(): void {
    clearInterval(this.#timer);
    if (this.ringing.value.length === 0) return;
    this.#rings = 0;
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), EVERY_MS);
  }

  #ring(): void {
    this.#rings += 1;
    if (this.#rings >= MOST_RINGS) clearInterval(this.#timer);
    if (!this.muted.value) this.sound.ring();
  }
}

/** The number on the icon of the installed page, where there is one. */
function badge(n: number): void {
  const done = n > 0 ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.();
  done?.catch(() => undefined);
}
