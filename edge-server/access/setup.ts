import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { isLeftCode, takeLeftCode } from './left-code.ts';
import { hashOf, matches, newCode } from './secret.ts';

/**
 * Codes by which the first admin, or one who forgot the password, gets in. Both are 128 bits, work once and
 * for 15 minutes, and come from the machine itself: one is printed at each start while there is no admin, the
 * other is left by `reset-admin`.
 */

const WINDOW_MS = 15 * 60_000;

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

  /** Whether there is nobody yet who can log in as admin. */
  get needed(): boolean {
    return !this.#hasAdmin();
  }

  /** Whether `take` would answer. */
  knows(code: string): boolean {
    return this.#isOfStart(code) || isLeftCode(this.#database, 'reset_code', code, this.#clock);
  }

  /** Uses a code up. @returns whose it was, null when it is none, used or old */
  take(code: string): 'start' | 'reset' | null {
    if (this.#isOfStart(code)) {
      this.#used = true;
      return 'start';
    }
    return takeLeftCode(this.#database, 'reset_code', code, this.#clock) === null ? null : 'reset';
  }

  #isOfStart(code: string): boolean {
    return this.code !== null && matches(code, hashOf(this.#code));
  }

  /** Whether somebody can log in as admin. */
  #hasAdmin(): boolean {
    return this.#database.prepare("select 1 from users where role = 'admin' limit 1").get() !== undefined;
  }
}
