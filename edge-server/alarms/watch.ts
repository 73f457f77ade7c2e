import type { Clock } from '../clock/clock.ts';
import type { Health, Verdict } from '../contract/index.ts';
import type { SyncView } from '../store/store.ts';
import type { Alarms } from './alarms.ts';
import { CAUSES } from './causes.ts';
import { ThermometerCause } from './thermometer-cause.ts';

/** Denials in a row, and ms within which they come, that staff should look at. */
const DENIALS = 3;
const DENIALS_MS = 600_000;

export interface WatchOptions {
  alarms: Alarms;
  clock: Clock;
  health: () => Health;
  sync: () => SyncView;
}

/** Raises and clears the built-in alarms: the lasting ones from health, the events from verdicts. */
export class AlarmWatch {
  readonly #options: WatchOptions;
  readonly #since = new Map<string, number>();
  readonly #thermometer = new ThermometerCause();
  #startedAt: number | null = null;
  /** Monotonic times of the latest denials without a pass between them. */
  #denials: number[] = [];

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Looks at everything once; called every few seconds. */
  look(): void {
    const { alarms, clock } = this.#options;
    const now = clock.monotonic();
    this.#startedAt ??= now;
    const facts = {
      health: this.#options.health(),
      sync: this.#options.sync(),
      runningMs: now - this.#startedAt,
    };
    for (const { code, holdMs, of } of CAUSES) {
      const detail = of(facts);
      if (detail === null) {
        this.#since.delete(code);
        alarms.clear(code);
        continue;
      }
      const since = this.#since.get(code) ?? now;
      this.#since.set(code, since);
      if (now - since >= holdMs) alarms.raise(code, detail);
    }
    const { thermometer } = facts.health.parts;
    const thermometerAlarm = this.#thermometer.look(thermometer, now);
    for (const code of ThermometerCause.codes) {
      if (code === thermometerAlarm) alarms.raise(code, thermometer.detail);
      else alarms.clear(code);
    }
  }

  onVerdict(verdict: Verdict): void {
    const { alarms, clock } = this.#options;
    const mark = verdict.simulated ? ' (simulated)' : '';
    const broken = verdict.reasons.includes('thermometer_broken');
    const why = broken ? ': the thermometer is broken' : '';
    if (verdict.call_staff) alarms.raise('call_staff', `A visitor needs a person${why}${mark}.`);
    if (verdict.verdict === 'pass' || verdict.verdict === 'staff') this.#denials = [];
    // Whoever called was answered.
    if (verdict.verdict === 'staff') alarms.clear('call_staff');
    // The kiosk's own fault has its alarm; it says nothing about those who were sent to staff.
    if (verdict.verdict !== 'deny' || broken) return;
    if (verdict.reasons.includes('fever')) {
      alarms.raise('fever', `A visitor's reading was high: confirm with a clinical thermometer${mark}.`);
    }
    const now = clock.monotonic();
    this.#denials = [...this.#denials.filter((at) => now - at <= DENIALS_MS), now].slice(-DENIALS);
    if (this.#denials.length === DENIALS) {
      alarms.raise('repeated_denial', `${DENIALS} visits in a row were denied${mark}.`);
      this.#denials = [];
    }
  }
}
