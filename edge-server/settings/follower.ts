import type { KeyObject } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ZodError } from 'zod';
import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Allowance } from '../config/allowance.ts';
import {
  type FleetStatus,
  type Health,
  Settings,
  type SettingsPatch,
  type SoftwareStatus,
  type WantedModel,
  type WantedSoftware,
} from '../contract/index.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { FleetDocument, openSigned } from './document.ts';
import { FLEET_DOCUMENT, FLEET_STATE } from './keys.ts';
import { loosening } from './loosening.ts';
import type { SiteSettings } from './site-settings.ts';

const LOOK_MS = 5000;
/** ms before a change is judged: parts notice within half a minute what it did to them. */
const SETTLE_MS = 60_000;
/** ms within which the kiosk must be well with a change. */
const TRIAL_MS = 5 * 60_000;
/** Starts during one trial that count as a server that does not stay up. */
const MOST_STARTS = 3;
/** What settings can break; a network that is down is not their fault. */
const WATCHED = ['store', 'thermometer', 'kiosk', 'model'] as const;

type Watched = (typeof WATCHED)[number];

interface State extends Omit<FleetStatus, 'command'> {
  /** The model of the document that was decided on. */
  wanted: WantedModel | null;
  /** Highest version that was genuine, for this kiosk, and decided on: no lower one is looked at again. */
  seen: number;
  /** Of a trial: what was changed, what puts it back, parts that were well before, starts since. */
  trial: { settings: SettingsPatch; undo: SettingsPatch; well: Watched[]; starts: number } | null;
}

export interface FollowerOptions {
  database: DatabaseSync;
  settings: SiteSettings;
  kioskId: string;
  /** The key that this kiosk is pinned to; null follows nobody. */
  key: KeyObject | null;
  allows: readonly Allowance[];
  models: {
    want(wanted: WantedModel, actor: string): void;
    said(wanted: WantedModel): { available: boolean; says: string };
  };
  software: {
    want(wanted: WantedSoftware, signed: string, document: number, actor: string): void;
    readonly status: SoftwareStatus | null;
  };
  health: () => Pick<Health, 'parts'>;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Follows the fleet's settings. The sync worker leaves what `kf99_report` gave in the store and is trusted with nothing
 * more: here it is checked and tried.
 *
 *   newer, genuine, for this kiosk ──► loosens without leave, or is not valid ──► refused
 *                                 └──► trying ── well after a minute ──► applied
 *                                        ├── a part that was well is not, after five minutes ──► rolled_back
 *                                        └── the third start of the server since ──► rolled_back
 *
 * A version that was decided on is never looked at again. What is not genuine is not decided on: it says so, and
 * changes nothing. The way back is written down before the change is made. A change is an entry of the audit log, by
 * `fleet:VERSION`; what staff changed themselves during a trial stays.
 */
export class FleetFollower {
  readonly #options: FollowerOptions;
  #state: State;
  #triedSince = 0;
  #said = '';
  #stopTimer: Stop = () => undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const text = readMeta(options.database, FLEET_STATE);
    this.#state = text === null ? NONE : (JSON.parse(text) as State);
  }

  get status(): Omit<FleetStatus, 'command'> {
    const { version, status, reason, model, software, at } = this.#state;
    return { version, status, reason, model, software, at };
  }

  start(): void {
    const { trial } = this.#state;
    this.#triedSince = this.#options.clock.monotonic();
    if (trial !== null) {
      // The start before may have ended between the note and the change.
      this.#write({ ...this.#state, trial: { ...trial, starts: trial.starts + 1 } });
      if (trial.starts + 1 >= MOST_STARTS) this.#rollBack('the server did not stay up with it');
      else this.#options.settings.change(this.#actor, trial.settings);
    }
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => this.look());
  }

  stop(): void {
    this.#stopTimer();
  }

  /** Looks once at what has come and at a trial; called every 5 s. */
  look(): void {
    if (this.#state.trial !== null) this.#judge(this.#state.trial);
    else this.#take();
    this.#tellModel();
    this.#tellSoftware();
  }

  get #actor() {
    return { id: `fleet:${this.#state.version}` };
  }

  #take(): void {
    const { database, kioskId } = this.#options;
    const text = readMeta(database, FLEET_DOCUMENT);
    if (text === null || text === this.#said) return;
    this.#said = text;
    try {
      const document = openSigned('settings', FleetDocument, text, this.#options.key);
      const { version, kiosks } = document;
      if (version > this.#state.seen && (kiosks === null || kiosks.includes(kioskId)))
        this.#decide(document, text);
    } catch (error) {
      const reason = (error as Error).message;
      this.#options.log.warn({ reason }, 'settings of the fleet are not followed');
      this.#write({ ...this.#state, reason, at: this.#options.clock.now().toISOString() });
    }
  }

  #decide({ version, settings: patch, model, software: named }: FleetDocument, signed: string): void {
    const { settings, models, software, clock } = this.#options;
    const decided = {
      version,
      seen: version,
      wanted: model,
      model: model && { wanted: model.version, ...models.said(model) },
      software: software.status,
      at: clock.now().toISOString(),
    };
    const reason = this.#against(patch);
    if (reason !== null) {
      this.#write({ ...decided, status: 'refused', reason, trial: null });
      return;
    }
    const trial = { settings: patch, undo: this.#wayBack(patch), well: this.#well(), starts: 0 };
    this.#write({ ...decided, status: 'trying', reason: '', trial });
    this.#triedSince = clock.monotonic();
    settings.change(this.#actor, patch);
    if (model !== null) models.want(model, this.#actor.id);
    if (named !== null) software.want(named, signed, version, this.#actor.id);
  }

  /** What has become of the wanted model, when that is something new. */
  #tellModel(): void {
    const { wanted, model, status } = this.#state;
    if (wanted === null || model === null || status === 'refused') return;
    const now = { wanted: wanted.version, ...this.#options.models.said(wanted) };
    if (now.says !== model.says || now.available !== model.available) {
      this.#write({ ...this.#state, model: now });
    }
  }

  #tellSoftware(): void {
    const now = this.#options.software.status;
    const told = this.#state.software;
    if (now?.at !== told?.at || now?.status !== told?.status || now?.says !== told?.says) {
      this.#write({ ...this.#state, software: now });
    }
  }

  /** Why this site does not take a change; null when it does. */
  #against(patch: SettingsPatch): string | null {
    const { settings, allows } = this.#options;
    const before = settings.read();
    const after = Settings.safeParse({ ...before, ...withoutNulls(patch, settings.base) });
    if (!after.success) return `the settings would not be valid: ${words(after.error)}`;
    return loosening(before, after.data, allows);
  }

  /** What gives each key back what it had from staff, or to the file. */
  #wayBack(patch: SettingsPatch): SettingsPatch {
    const { settings } = this.#options;
    const [values, sources] = [settings.read(), settings.sources()];
    const keys = Object.keys(patch) as (keyof Settings)[];
    return Object.fromEntries(keys.map((key) => [key, sources[key] === 'staff' ? values[key] : null]));
  }

  #judge({ well }: NonNullable<State['trial']>): void {
    const age = this.#options.clock.monotonic() - this.#triedSince;
    if (age < SETTLE_MS) return;
    const now = this.#well();
    const ill = well.filter((part) => !now.includes(part));
    if (ill.length === 0) {
      this.#write({
        ...this.#state,
        status: 'applied',
        trial: null,
        at: this.#options.clock.now().toISOString(),
      });
    } else if (age >= TRIAL_MS) {
      this.#rollBack(`with it, ${ill.join(' and ')} did not stay well`);
    }
  }

  #rollBack(reason: string): void {
    const { settings, clock, log } = this.#options;
    const { trial } = this.#state;
    if (trial === null) return;
    const values = settings.read();
    const ours = Object.entries(trial.undo).filter(([name]) => {
      const key = name as keyof Settings;
      const set = trial.settings[key] ?? settings.base[key];
      return JSON.stringify(values[key]) === JSON.stringify(set);
    });
    settings.change({ id: `fleet:${this.#state.version}:undo` }, Object.fromEntries(ours) as SettingsPatch);
    log.warn({ version: this.#state.version, reason }, 'settings of the fleet were taken back');
    this.#write({
      ...this.#state,
      status: 'rolled_back',
      reason,
      trial: null,
      at: clock.now().toISOString(),
    });
  }

  #well(): Watched[] {
    const { parts } = this.#options.health();
    return WATCHED.filter((part) => parts[part].status === 'ok' || parts[part].status === 'off');
  }

  #write(state: State): void {
    this.#state = state;
    writeMeta(this.#options.database, FLEET_STATE, JSON.stringify(state));
  }
}

const NONE: State = {
  version: null,
  status: 'none',
  reason: '',
  model: null,
  software: null,
  wanted: null,
  at: new Date(0).toISOString(),
  seen: 0,
  trial: null,
};

/** `null` gives a key back to the file or the default. */
function withoutNulls(patch: SettingsPatch, base: Settings): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [key, value ?? base[key as keyof Settings]]),
  );
}

function words(error: ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.')}: ${issue?.message}`;
}
