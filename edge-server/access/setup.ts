import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import { hashOf, matches, newCode } from './secret.ts';

/**
 * Codes by which the first admin, or one who forgot the password, gets in. Both are 128 bits, work once and
 * for 15 minutes, and come from the machine itself: one is printed at each start while there is no admin, the
 * other by `reset-admin`, which leaves its hash in the store for the server that runs.
 */

const WINDOW_MS = 15 * 60_000;
const RESET_KEY = 'reset_code';

export class SetUp {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #code = newCode();
  readonly #closesAt: number;
  #used = false;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#closesAt = clock.monotonic() + WINDOW_MS;
  }

  /** The code of this start; null when there is an admin already, or the code is used or old. */
  get code(): string | null {
    return this.#used || this.#clock.monotonic() > this.#closesAt || this.#hasAdmin() ? null : this.#code;
  }

  /** Uses a code up. @returns whose it was, null when it is none, used or old */
  take(code: string): 'start' | 'reset' | null {
    if (this.code !== null && matches(code, hashOf(this.#code))) {
      this.#used = true;
      return 'start';
    }
    return this.#takeReset(code) ? 'reset' : null;
  }

  /** Whether somebody can log in as admin. */
  #hasAdmin(): boolean {
    return this.#database.prepare("select 1 from users where role = 'admin' limit 1").get() !== undefined;
  }

  #takeReset(code: string): boolean {
    const stored = readMeta(this.#database, RESET_KEY);
    if (stored === null || stored === '') return false;
    const { hash, until } = JSON.parse(stored) as { hash: string; until: string };
    if (this.#clock.now().toISOString() > until || !matches(code, hash)) return false;
    writeMeta(this.#database, RESET_KEY, '');
    return true;
  }
}

/** Leaves a reset code for the server that runs on this store or is started next. @returns the code */
export function writeResetCode(database: DatabaseSync, clock: Clock): string {
  const code = newCode();
  const until = new Date(clock.now().getTime() + WINDOW_MS).toISOString();
  writeMeta(database, RESET_KEY, JSON.stringify({ hash: hashOf(code), until }));
  return code;
}
