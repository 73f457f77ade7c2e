import type { Clock } from '../clock/clock.ts';
import { AccessError } from './errors.ts';

/**
 * Slows down who guesses passwords. No address is trusted, so it counts by account and for the whole server; and apart
 * from each other for strangers and for browsers in which the person logged in before (`KnownBrowsers`), so that
 * guesses from elsewhere, however many, keep nobody out who comes from a browser of his own.
 *
 * An account: after FREE tries without a success each further one waits, 30 s at first, twice as long after
 * each, 15 minutes at the most; a success or an hour without a try begins anew. Names that nobody has are
 * counted the same way, so a lock says nothing about them. The whole server: BUCKET tries at once, then one
 * every REFILL_MS; a success gives its try back. A try counts before the password is looked at, so tries at
 * the same time gain nothing. All is kept in memory: who can restart the server can also reset a password.
 *
 * The price: someone on the network can keep waiting who logs in from a browser for the first time. Sessions that are
 * open go on, browsers that are known log in, and `reset-admin` on the machine always works.
 */

export const FREE = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const FORGOTTEN_MS = 60 * 60_000;
export const BUCKET = 40;
const REFILL_MS = 3000;
const MOST_NAMES = 1000;
/** Passwords of each share that are looked at in the same moment: 19 MiB and a tenth of a second of a core each. */
const MOST_AT_ONCE = 2;

interface Account {
  tries: number;
  triedAt: number;
  openAt: number;
}

export class LoginGuard {
  readonly #strangers: Share;
  readonly #known: Share;

  /** @param onAttack called each time an account is locked or the tries of a share are used up */
  constructor(clock: Clock, onAttack: () => void) {
    this.#strangers = new Share(clock, onAttack);
    this.#known = new Share(clock, onAttack);
  }

  /**
   * Runs one try.
   * @param browser of a browser in which this person logged in before: what names both; null for any other
   * @param check whether the password was right
   * @throws {AccessError} `too_many_logins` without running it
   */
  async attempt(name: string, browser: string | null, check: () => Promise<boolean>): Promise<boolean> {
    if (browser !== null) return this.#known.attempt(browser, check);
    return this.#strangers.attempt(name.toLowerCase(), check);
  }
}

/** The tries of strangers, or those of known browsers. */
class Share {
  readonly #clock: Clock;
  readonly #onAttack: () => void;
  readonly #accounts = new Map<string, Account>();
  #tries = 0;
  #refilledAt = 0;
  #now = 0;

  constructor(clock: Clock, onAttack: () => void) {
    this.#clock = clock;
    this.#onAttack = onAttack;
  }

  async attempt(key: string, check: () => Promise<boolean>): Promise<boolean> {
    this.#refuse(key);
    this.#tries += 1;
    this.#count(key);
    this.#now += 1;
    try {
      const right = await check();
      if (right) {
        this.#tries -= 1;
        this.#accounts.delete(key);
      }
      return right;
    } finally {
      this.#now -= 1;
    }
  }

  #refuse(key: string): void {
    const now = this.#clock.monotonic();
    const refills = Math.floor((now - this.#refilledAt) / REFILL_MS);
    this.#tries = Math.max(0, this.#tries - refills);
    this.#refilledAt += refills * REFILL_MS;
    const wait = (this.#accounts.get(key)?.openAt ?? 0) - now;
    if (wait > 0) throw new AccessError('too_many_logins', Math.ceil(wait / 1000));
    if (this.#tries >= BUCKET) {
      this.#onAttack();
      throw new AccessError('too_many_logins', Math.ceil(REFILL_MS / 1000));
    }
    if (this.#now >= MOST_AT_ONCE) throw new AccessError('too_many_logins', 1);
  }

  #count(key: string): void {
    const now = this.#clock.monotonic();
    const before = this.#accounts.get(key);
    const tries = before && now - before.triedAt < FORGOTTEN_MS ? before.tries + 1 : 1;
    const locked = tries >= FREE;
    const wait = locked ? Math.min(FIRST_WAIT_MS * 2 ** (tries - FREE), LONGEST_WAIT_MS) : 0;
    // Deleted first, so that the map stays in the order of the last try.
    this.#accounts.delete(key);
    this.#accounts.set(key, { tries, triedAt: now, openAt: now + wait });
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MOST_NAMES && oldest !== undefined) this.#accounts.delete(oldest);
    if (locked) this.#onAttack();
  }
}
