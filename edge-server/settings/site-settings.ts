import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Audit, type Entry } from '../access/audit.ts';
import { AccessError } from '../access/errors.ts';
import type { Clock } from '../clock/clock.ts';
import { Listeners } from '../common/listeners.ts';
import type { Log } from '../common/log.ts';
import {
  DEFAULT_SETTINGS,
  type Principal,
  Settings,
  type SettingsPatch,
  type SettingsSource,
} from '../contract/index.ts';
import { transaction } from '../store/db/transaction.ts';

/** How a change of settings is called in the audit log. */
export const CHANGE = 'settings.change';

type Values = Record<string, unknown>;

export interface SiteSettingsOptions {
  database: DatabaseSync;
  /** The defaults with the settings file over them. */
  base: Settings;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/**
 * What the site decided: the default, over it the settings file, over it what staff changed, which is in the
 * store. A change is validated as a whole, is one transaction with its audit entry, and holds from then on:
 * everyone reads `read()` when a visit begins. The audit log is the history, and undoes.
 */
export class SiteSettings {
  readonly #options: SiteSettingsOptions;
  readonly #audit: Audit;
  readonly #listeners = new Listeners<[Settings]>();
  #changed: Values = {};
  #current: Settings;

  /** Reads what staff changed; what no longer fits (an older or newer version wrote it) is left out. */
  constructor(options: SiteSettingsOptions) {
    this.#options = options;
    this.#audit = new Audit(options.database, options.clock);
    this.#current = options.base;
    const rows = options.database.prepare('select key, value from settings').all();
    const unfit = (key: string) =>
      options.log.warn({ key }, 'a stored setting no longer fits and is not used: set it again');
    const stored = rows.flatMap(({ key, value }) => {
      try {
        return [[String(key), JSON.parse(String(value)) as unknown] as const];
      } catch {
        // Somebody changed the store by hand. Whatever a setting was, the entrance opens with the default.
        unfit(String(key));
        return [];
      }
    });
    // All together first: two values may fit only with each other.
    if (this.#take(Object.fromEntries(stored))) return;
    for (const [key, value] of stored) {
      if (!this.#take({ ...this.#changed, [key]: value })) unfit(key);
    }
  }

  read(): Settings {
    return this.#current;
  }

  /** What holds where staff changed nothing. */
  get base(): Settings {
    return this.#options.base;
  }

  /** Where the value of each key comes from. */
  sources(): Record<keyof Settings, SettingsSource> {
    const { base } = this.#options;
    const of = (key: keyof Settings): SettingsSource => {
      // Changed to what holds anyway is no change that a reader could see.
      if (key in this.#changed && !same(this.#current[key], base[key])) return 'staff';
      return same(base[key], DEFAULT_SETTINGS[key]) ? 'default' : 'file';
    };
    const keys = Object.keys(Settings.shape) as (keyof Settings)[];
    return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<keyof Settings, SettingsSource>;
  }

  /** Changes with every value and source, so that a form can tell whether it was made from what is in force. */
  version(): string {
    const state = JSON.stringify([this.#current, this.sources()]);
    return createHash('sha256').update(state).digest('base64url').slice(0, 16);
  }

  /**
   * Sets the keys given; `null` gives a key back to the file or the default.
   * @throws {z.ZodError} when the settings as a whole would not be valid: nothing is changed
   */
  change(actor: Pick<Principal, 'id'>, patch: SettingsPatch): Settings {
    const { base, database } = this.#options;
    const before: Values = {};
    const after: Values = {};
    const changed = { ...this.#changed };
    for (const [key, value] of Object.entries(patch as Values)) {
      const held = changed[key] ?? null;
      if (same(held, value)) continue;
      [before[key], after[key]] = [held, value];
      if (value === null) delete changed[key];
      else changed[key] = value;
    }
    const next = Settings.parse({ ...base, ...changed });
    if (Object.keys(after).length === 0) return next;
    transaction(database, () => {
      for (const [key, value] of Object.entries(after)) this.#write(key, value);
      this.#audit.record({ actor: actor.id, action: CHANGE, target: 'settings', before, after });
    });
    this.#changed = changed;
    this.#current = next;
    this.#listeners.tell(next);
    return next;
  }

  /** Changes, newest first; `before` an entry's id. */
  history(limit: number, before: number | null): Entry[] {
    return this.#audit.list(limit, before, { action: CHANGE });
  }

  /**
   * Sets the keys of one change back to what they were before it, as a change of its own.
   * @throws {AccessError} `not_found`
   * @throws {z.ZodError} when that is not valid any more
   */
  undo(actor: Pick<Principal, 'id'>, id: number): Settings {
    const entry = this.#audit.find(id);
    if (entry?.action !== CHANGE) throw new AccessError('not_found');
    return this.change(actor, entry.before as SettingsPatch);
  }

  /** Calls back after each change. @returns the function that ends it */
  onChange(listener: (settings: Settings) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Takes these values of staff when they are valid as a whole. */
  #take(changed: Values): boolean {
    const parsed = Settings.safeParse({ ...this.#options.base, ...changed });
    if (parsed.success) [this.#changed, this.#current] = [changed, parsed.data];
    return parsed.success;
  }

  #write(key: string, value: unknown): void {
    const { database } = this.#options;
    if (value === null) {
      database.prepare('delete from settings where key = ?').run(key);
      return;
    }
    database
      .prepare(
        'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
      )
      .run(key, JSON.stringify(value));
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
