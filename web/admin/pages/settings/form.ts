import { batch, computed, signal } from '@preact/signals';
import { Settings } from '../../../../edge-server/contract/settings.ts';
import type { SettingsPatch, SettingsView } from '../../../../edge-server/contract/settings-change.ts';
import { ApiError } from '../../../shared/call.ts';
import type { SettingsCalls } from './calls.ts';
import { type Fault, fromTyped, type Key, same, type Typed, toTyped, type Value } from './typed.ts';

/** One line of what would be saved. */
export interface Difference {
  key: Key;
  before: Value;
  after: Value;
}

type Drafts = ReadonlyMap<Key, Typed>;

/**
 * The settings as they are being typed, over the settings as the server has them.
 *
 * - untouched: shows what is in force, also when somebody else changes it.
 * - touched: `drafts` has what was typed, by key; a draft that is typed back to what is in force goes. When the server's
 *   settings change meanwhile, what nobody typed follows them, and what was typed stays: `overtaken` names the keys
 *   that both have changed, until the person has seen it (`seen()`), and saving waits for that.
 * - saving: the change goes with the version that it was made from. Refused as too old → the settings are read again, and
 *   it is as above; refused otherwise → `error`. Nothing typed is lost by any of these, nor by a session that ends.
 */
export class SettingsForm {
  readonly view = signal<SettingsView | null>(null);
  readonly saving = signal(false);
  readonly error = signal<ApiError | null>(null);
  /** Keys that somebody else changed while they were being typed here. */
  readonly overtaken = signal<readonly Key[]>([]);
  readonly #drafts = signal<Drafts>(new Map());
  readonly #calls: Pick<SettingsCalls, 'read' | 'change'>;

  /** Why a key can't be saved as it is typed. */
  readonly faults = computed<ReadonlyMap<Key, Fault>>(() => {
    const faults = new Map<Key, Fault>();
    for (const [key, typed] of this.#drafts.value) {
      const read = fromTyped(key, typed);
      if ('fault' in read) faults.set(key, read.fault);
    }
    return faults;
  });

  /** What would be saved, in the order of the form. */
  readonly differences = computed<readonly Difference[]>(() => {
    const view = this.view.value;
    if (view === null) return [];
    return keysOf(view).flatMap((key) => {
      const typed = this.#drafts.value.get(key);
      if (typed === undefined) return [];
      const read = fromTyped(key, typed);
      const before = view.values[key];
      return 'fault' in read || same(read.value, before) ? [] : [{ key, before, after: read.value }];
    });
  });

  /** Each value is fine, and they do not fit together. */
  readonly unfit = computed(() => {
    const view = this.view.value;
    if (view === null || this.faults.value.size > 0) return false;
    const changes = this.differences.value.map(({ key, after }) => [key, after]);
    return !Settings.safeParse({ ...view.values, ...Object.fromEntries(changes) }).success;
  });

  readonly dirty = computed(() => this.#drafts.value.size > 0);
  readonly ready = computed(
    () =>
      this.differences.value.length > 0 &&
      this.faults.value.size === 0 &&
      !this.unfit.value &&
      this.overtaken.value.length === 0 &&
      !this.saving.value,
  );

  constructor(calls: Pick<SettingsCalls, 'read' | 'change'>) {
    this.#calls = calls;
  }

  /** What the field of a key shows. */
  typed(key: Key): Typed {
    return this.#drafts.value.get(key) ?? toTyped(this.view.value!.values[key]);
  }

  touched(key: Key): boolean {
    return this.#drafts.value.has(key);
  }

  type(key: Key, typed: Typed): void {
    const drafts = new Map(this.#drafts.value);
    const inForce = toTyped(this.view.value!.values[key]);
    if (same(typed, inForce)) drafts.delete(key);
    else drafts.set(key, typed);
    this.#drafts.value = drafts;
  }

  /** Types the value that holds without staff's changes. */
  toBase(key: Key): void {
    this.type(key, toTyped(this.view.value!.base[key]));
  }

  discard(): void {
    batch(() => {
      this.#drafts.value = new Map();
      this.overtaken.value = [];
      this.error.value = null;
    });
  }

  /** The person has seen what somebody else changed. */
  seen(): void {
    this.overtaken.value = [];
  }

  /** Takes the server's settings as they are now. */
  receive(view: SettingsView): void {
    const before = this.view.value;
    batch(() => {
      this.view.value = view;
      if (before === null || before.version === view.version) return;
      const theirs = keysOf(view).filter((key) => !same(before.values[key], view.values[key]));
      const both = theirs.filter((key) => this.#drafts.value.has(key));
      // What both have typed alike is not in conflict.
      const drafts = [...this.#drafts.value].filter(
        ([key, typed]) => !same(typed, toTyped(view.values[key])),
      );
      this.#drafts.value = new Map(drafts);
      const left = new Set(drafts.map(([key]) => key));
      this.overtaken.value = [...new Set([...this.overtaken.value, ...both])].filter((key) => left.has(key));
    });
  }

  /** Saves what differs. @returns whether it was saved */
  async save(): Promise<boolean> {
    const view = this.view.value;
    if (view === null || !this.ready.value) return false;
    const patch = Object.fromEntries(
      this.differences.value.map(({ key, after }) => [key, same(after, view.base[key]) ? null : after]),
    ) as SettingsPatch;
    this.saving.value = true;
    this.error.value = null;
    try {
      await this.#calls.change(patch, view.version);
      const now = await this.#calls.read();
      batch(() => {
        this.view.value = now;
        this.discard();
      });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error.value = error;
      if (error.code === 'settings_changed') await this.#readAgain();
      return false;
    } finally {
      this.saving.value = false;
    }
  }

  async #readAgain(): Promise<void> {
    try {
      this.receive(await this.#calls.read());
    } catch {
      // The page reads them anyway, as soon as the server is there again.
    }
  }
}

/** The keys in the order of the form. */
export function keysOf({ values }: SettingsView): Key[] {
  return Object.keys(values) as Key[];
}
