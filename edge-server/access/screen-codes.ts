import { randomInt } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { hashOf, newCode } from './secret.ts';

/**
 * Codes that unpaired screens show and an admin types, as televisions do it (RFC 8628, the device authorization
 * grant). A browser that asks gets 128 random bits, which it keeps, and 8 digits for its screen. The digits alone
 * are worth nothing: an admin's session has to approve them, and only the browser with the bits is paired then.
 *
 *   nothing ── a browser asks ──► shown ── an admin types it ──► approved ── the browser asks ──► paired, nothing
 *                                  │  ▲                             │
 *          CODE_MS over, or MOST_WRONG wrong tries: another code    │
 *                                  └── SILENT_MS without asking, or CODE_MS over ──► nothing
 *
 * All is kept in memory: after a restart the screen shows another code. Who reaches the server can take the
 * places for screens; then there are the address that the host prints and the one of the admin page.
 */

export const CODE_MS = 10 * 60_000;
/** Wrong tries by which every code that is shown ends. */
export const MOST_WRONG = 5;
/** ms after which a browser that asks no more gives its place away; a page asks every 3 s. */
const SILENT_MS = 30_000;
/** Screens that wait to be paired at the same time. */
export const MOST_SCREENS = 16;
const DIGITS = 8;

interface Screen {
  code: string;
  /** On the monotonic clock. */
  endsAt: number;
  askedAt: number;
  /** Who typed the code. */
  approvedBy: string | null;
}

/** What a browser that asked is told. */
export type Asked =
  | { state: 'shown'; secret: string; code: string; expiresInMs: number }
  | { state: 'approved'; by: string };

export class ScreenCodes {
  readonly #clock: Clock;
  /** By the hash of the browser's secret. */
  readonly #screens = new Map<string, Screen>();
  #wrong = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The code that a browser is to show, or that it was approved, once.
   * @param secret what it was given before, undefined the first time
   * @returns null when too many screens wait
   */
  ask(secret: string | undefined): Asked | null {
    this.#forget();
    const now = this.#clock.monotonic();
    const known = secret === undefined ? undefined : this.#screens.get(hashOf(secret));
    if (secret !== undefined && known !== undefined) {
      if (known.approvedBy !== null) {
        this.#screens.delete(hashOf(secret));
        return { state: 'approved', by: known.approvedBy };
      }
      known.askedAt = now;
      return { state: 'shown', secret, code: known.code, expiresInMs: known.endsAt - now };
    }
    if (this.#screens.size >= MOST_SCREENS) return null;
    const own = newCode();
    const screen = { code: this.#newDigits(), endsAt: now + CODE_MS, askedAt: now, approvedBy: null };
    this.#screens.set(hashOf(own), screen);
    return { state: 'shown', secret: own, code: screen.code, expiresInMs: CODE_MS };
  }

  /**
   * An admin typed a code.
   * @param by the id of the admin
   * @returns false when no screen shows it; the fifth such try ends every code
   */
  approve(code: string, by: string): boolean {
    this.#forget();
    const screen = [...this.#screens.values()].find((one) => one.code === code && one.approvedBy === null);
    if (screen === undefined) {
      this.#wrong += 1;
      if (this.#wrong >= MOST_WRONG) {
        for (const [hash, { approvedBy }] of this.#screens) {
          if (approvedBy === null) this.#screens.delete(hash);
        }
        this.#wrong = 0;
      }
      return false;
    }
    screen.approvedBy = by;
    this.#wrong = 0;
    return true;
  }

  #forget(): void {
    const now = this.#clock.monotonic();
    for (const [hash, { endsAt, askedAt }] of this.#screens) {
      if (now >= endsAt || now - askedAt > SILENT_MS) this.#screens.delete(hash);
    }
  }

  #newDigits(): string {
    const shown = new Set([...this.#screens.values()].map(({ code }) => code));
    for (let tries = 0; tries <= MOST_SCREENS; tries++) {
      const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
      if (!shown.has(code)) return code;
    }
    throw new Error('no free code was found among random ones');
  }
}
