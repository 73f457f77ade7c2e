import type { DatabaseSync } from 'node:sqlite';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { leaveCode, takeLeftCode } from '../access/left-code.ts';
import { hashOf, matches, newCode, newSecret } from '../access/secret.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { type Config, isLoopback } from '../config/config.ts';
import type { Devices } from '../store/devices.ts';
import { hostName, overTls } from './hosts.ts';
import { ProblemError } from './problem.ts';

/**
 * Pairing: the kiosk's browser gets a random token as a cookie that scripts can't read, the store keeps its hash.
 *
 * Three ways in: the code that the server printed, once and for 15 minutes from the start; a code that `kf99 pair`
 * or an admin's page left in the store, once and for 15 minutes; or, while pairing is `open`, for 15 minutes from the start, by
 * itself, for a page that a person opened on this machine. No address is trusted for it: behind
 * a proxy or a published port strangers come from 127.0.0.1 too, so any sign of a proxy closes this way, and
 * it is open by default only when the server listens on loopback alone.
 */

const WINDOW_MS = 15 * 60_000;
/** Characters of a browser's own name for itself that are kept, in memory. */
const BROWSER_LENGTH = 200;
/** Browsers that pair themselves in one run of the server; a loop on this machine must not fill the store. */
const MOST_OPEN_PAIRINGS = 100;
/** Browsers cap a cookie's life at 400 days; pages renew nothing, so take all of it. */
const COOKIE_SECONDS = 400 * 24 * 3600;
const PROXY_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'via',
  'x-real-ip',
];
/** Cookie of the paired kiosk page. */
export const DEVICE_COOKIE = 'kf99_kiosk';

export interface PairingOptions {
  database: DatabaseSync;
  mode: Config['pairing'];
  /** KF99_ORIGIN. */
  origin: string | null;
  devices: Devices;
  clock: Clock;
  log: Log;
}

export class Pairing {
  /** Goes into `?pair=`; printed once at the start, never logged. */
  readonly code = newCode();
  readonly #options: PairingOptions;
  readonly #closesAt: number;
  #used = false;
  #opened = 0;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#closesAt = options.clock.monotonic() + WINDOW_MS;
  }

  /** For the kiosk page: pairs the browser when it may be, and takes the code out of the address. */
  page(): MiddlewareHandler {
    return async (c, next) => {
      const code = c.req.query('pair');
      if (code !== undefined) {
        if (!this.paired(c)) {
          if (!this.#take(code)) throw new ProblemError('pairing_closed');
          this.#pair(c);
        }
        return c.redirect(c.req.path, 303);
      }
      if (!this.paired(c) && this.#mayPairItself(c)) {
        this.#opened += 1;
        this.#pair(c);
      }
      return next();
    };
  }

  /** Whether the request holds a paired token. */
  paired(c: Context): boolean {
    const token = getCookie(c, DEVICE_COOKIE);
    if (token === undefined) return false;
    const { devices, clock } = this.#options;
    const hash = hashOf(token);
    if (!devices.has(hash)) return false;
    devices.seen(hash, clock.now(), (c.req.header('user-agent') ?? '').slice(0, BROWSER_LENGTH));
    return true;
  }

  /** A code for one more browser, for whoever may read it to the one who stands at the kiosk; an older one ends. */
  newCode(): { code: string; expires_at: string } {
    const { database, clock } = this.#options;
    return leaveCode(database, 'pair_code', clock);
  }

  #take(code: string): boolean {
    if (matches(code, hashOf(this.code)) && !this.#used && !this.#closed()) {
      this.#used = true;
      return true;
    }
    const { database, clock } = this.#options;
    return takeLeftCode(database, 'pair_code', code, clock);
  }

  #closed(): boolean {
    return this.#options.clock.monotonic() > this.#closesAt;
  }

  #mayPairItself(c: Context): boolean {
    if (this.#options.mode !== 'open' || this.#closed() || this.#opened >= MOST_OPEN_PAIRINGS) return false;
    if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) return false;
    if (!isLoopback(hostName(c.req.header('host') ?? new URL(c.req.url).host))) return false;
    // Browsers say what a request is for; only a page that opens may pair, no picture or script of another site.
    const destination = c.req.header('sec-fetch-dest');
    if (destination !== undefined) return destination === 'document';
    return c.req.header('sec-fetch-mode') === undefined && c.req.header('sec-fetch-site') === undefined;
  }

  #pair(c: Context): void {
    const { devices, clock, log } = this.#options;
    const token = newSecret();
    devices.add(hashOf(token), clock.now());
    setCookie(c, DEVICE_COOKIE, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: overTls(c, this.#options.origin),
      maxAge: COOKIE_SECONDS,
    });
    log.info('a browser was paired');
  }
}
