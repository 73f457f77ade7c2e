import type { DatabaseSync } from 'node:sqlite';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Audit } from '../access/audit.ts';
import { leaveCode, takeLeftCode } from '../access/left-code.ts';
import { ScreenCodes } from '../access/screen-codes.ts';
import { hashOf, matches, newCode, newSecret } from '../access/secret.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { type Config, isLoopback } from '../config/config.ts';
import type { ScreenPairing } from '../contract/index.ts';
import type { Devices } from '../store/devices.ts';
import { type FirstRun, PROXY_HEADERS } from './first-run.ts';
import { hostName, overTls } from './hosts.ts';
import { opensPage, ProblemError } from './problem.ts';

/**
 * Pairing: the kiosk's browser gets a random token as a cookie that scripts can't read, the store keeps its hash.
 *
 * Four ways in: the code that an unpaired screen shows and an admin types, at any time (`ScreenCodes`); the code that
 * the server prints at a start that finds no browser paired, once and for 15 minutes; a code that `kf99 pair` or an
 * admin's page left in the store, once and for 15 minutes; or, while pairing is `open`, for 15 minutes from the start,
 * by itself, for a page that a person opened on this machine. No address is trusted for it: behind a proxy or a
 * published port strangers come from 127.0.0.1 too, so any sign of a proxy closes this way, and it is open by default
 * only when the server listens on loopback alone.
 */

const WINDOW_MS = 15 * 60_000;
/** Characters of a browser's own name for itself that are kept, in memory. */
const BROWSER_LENGTH = 200;
/** Browsers that pair themselves in one run of the server; a loop on this machine must not fill the store. */
const MOST_OPEN_PAIRINGS = 100;
/** Browsers cap a cookie's life at 400 days; pages renew nothing, so take all of it. */
const COOKIE_SECONDS = 400 * 24 * 3600;
/** Cookie of a page that shows a code and waits for an admin to type it; it goes to this route alone. */
const WAITING_COOKIE = 'kf99_waiting';
export const SCREEN_PATH = '/api/kiosk/pairing';
/** Cookie of the paired kiosk page. */
export const DEVICE_COOKIE = 'kf99_kiosk';

export interface PairingOptions {
  database: DatabaseSync;
  mode: Config['pairing'];
  /** KF99_ORIGIN. */
  origin: string | null;
  devices: Devices;
  audit: Audit;
  firstRun: Pick<FirstRun, 'shown'>;
  clock: Clock;
  log: Log;
}

export class Pairing {
  readonly #code = newCode();
  readonly #screens: ScreenCodes;
  readonly #options: PairingOptions;
  readonly #closesAt: number;
  #used = false;
  #opened = 0;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#screens = new ScreenCodes(options.clock);
    this.#closesAt = options.clock.monotonic() + WINDOW_MS;
  }

  /**
   * Goes into `?pair=`; printed once at the start, never logged. Null when it is used or old, or when a browser is
   * paired already: a kiosk that starts again every night leaves no codes in the log of its service manager.
   */
  get code(): string | null {
    return this.#used || this.#closed() || this.#options.devices.any() ? null : this.#code;
  }

  /** Whether a browser of this machine becomes the kiosk by opening the page. */
  get open(): boolean {
    return this.#options.mode === 'open' && !this.#closed();
  }

  /**
   * For the kiosk page: pairs the browser when it may be, and takes the code out of the address. A person whose code is
   * used, old or wrong gets the page all the same: it says so, and shows a code of its own.
   */
  page(): MiddlewareHandler {
    return async (c, next) => {
      const code = c.req.query('pair');
      if (this.paired(c)) return code === undefined ? next() : c.redirect(c.req.path, 303);
      if (code !== undefined) {
        const by = this.#take(code);
        if (by !== null) {
          this.#pair(c, by);
          return c.redirect(c.req.path, 303);
        }
        if (!opensPage(c)) throw new ProblemError('pairing_closed');
      } else if (this.#mayPairItself(c)) {
        this.#opened += 1;
        this.#pair(c, 'kiosk');
      }
      return next();
    };
  }

  /** What the screen of a page that is not paired shows; pairs it once an admin typed that. @throws {ProblemError} */
  screen(c: Context): ScreenPairing {
    if (this.paired(c)) return { state: 'paired' };
    const asked = this.#screens.ask(getCookie(c, WAITING_COOKIE));
    if (asked === null) throw new ProblemError('too_busy');
    const attributes = {
      path: SCREEN_PATH,
      httpOnly: true,
      sameSite: 'Strict',
      secure: overTls(c, this.#options.origin),
    } as const;
    if (asked.state === 'approved') {
      deleteCookie(c, WAITING_COOKIE, attributes);
      this.#pair(c, asked.by);
      return { state: 'paired' };
    }
    setCookie(c, WAITING_COOKIE, asked.secret, attributes);
    return {
      state: 'shown',
      code: asked.code,
      expires_in_s: Math.ceil(asked.expiresInMs / 1000),
      set_up: this.#options.firstRun.shown(c),
    };
  }

  /** An admin typed the code of a screen. @throws {ProblemError} `unknown_code` */
  approve(code: string, by: string): void {
    if (!this.#screens.approve(code, by)) throw new ProblemError('unknown_code');
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
  newCode(by: string): { code: string; expires_at: string } {
    const { database, clock } = this.#options;
    return leaveCode(database, 'pair_code', clock, by);
  }

  /** Uses a code up. @returns whose it was, null when it is used, old or wrong */
  #take(code: string): string | null {
    if (matches(code, hashOf(this.#code)) && !this.#used && !this.#closed()) {
      this.#used = true;
      return 'host';
    }
    const { database, clock } = this.#options;
    return takeLeftCode(database, 'pair_code', code, clock);
  }

  #closed(): boolean {
    return this.#options.clock.monotonic() > this.#closesAt;
  }

  #mayPairItself(c: Context): boolean {
    if (!this.open || this.#opened >= MOST_OPEN_PAIRINGS) return false;
    if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) return false;
    if (!isLoopback(hostName(c.req.header('host') ?? new URL(c.req.url).host))) return false;
    // Browsers say what a request is for; only a page that opens may pair, no picture or script of another site.
    const destination = c.req.header('sec-fetch-dest');
    if (destination !== undefined) return destination === 'document';
    return c.req.header('sec-fetch-mode') === undefined && c.req.header('sec-fetch-site') === undefined;
  }

  #pair(c: Context, by: string): void {
    const { devices, audit, clock, log } = this.#options;
    const token = newSecret();
    const id = devices.add(hashOf(token), clock.now());
    audit.record({ actor: by, action: 'pairing.add', target: `browser:${id}` });
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
