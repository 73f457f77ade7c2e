import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Clock } from '../clock.ts';
import { type Config, isLoopback } from '../config.ts';
import type { Log } from '../log.ts';
import type { DeviceRole, Devices } from '../store/devices.ts';
import { hostName } from './hosts.ts';
import { ProblemError } from './problem.ts';

/**
 * Pairing: a browser gets a random token as a cookie that scripts can't read, the store keeps its hash.
 *
 * Two ways in, both for 15 minutes from the start: the code that the server printed, once; or, while pairing
 * is `open`, by itself, for a page that a person opened on this machine. No address is trusted for it: behind
 * a proxy or a published port strangers come from 127.0.0.1 too, so any sign of a proxy closes this way, and
 * it is open by default only when the server listens on loopback alone.
 */

const WINDOW_MS = 15 * 60_000;
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
const COOKIES: Readonly<Record<DeviceRole, string>> = { kiosk: 'kf99_kiosk', viewer: 'kf99_viewer' };

export interface PairingOptions {
  mode: Config['pairing'];
  devices: Devices;
  clock: Clock;
  log: Log;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

export class Pairing {
  /** Goes into `?pair=`; printed once at the start, never logged. */
  readonly code = randomBytes(16).toString('base64url');
  readonly #options: PairingOptions;
  readonly #closesAt: number;
  #used = false;
  #opened = 0;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#closesAt = options.clock.monotonic() + WINDOW_MS;
  }

  /** For the two pages: pairs the browser when it may be, and takes the code out of the address. */
  page(role: DeviceRole): MiddlewareHandler {
    return async (c, next) => {
      const code = c.req.query('pair');
      if (code !== undefined) {
        if (this.role(c, role) === null) {
          if (!this.#take(code)) throw new ProblemError('pairing_closed');
          this.#pair(c, role);
        }
        return c.redirect(c.req.path, 303);
      }
      if (this.role(c, role) === null && this.#mayPairItself(c)) {
        this.#opened += 1;
        this.#pair(c, role);
      }
      return next();
    };
  }

  /** `role` when the request holds a paired token for it. */
  role(c: Context, role: DeviceRole): DeviceRole | null {
    const token = getCookie(c, COOKIES[role]);
    if (token === undefined) return null;
    return this.#options.devices.role(sha256(token).toString('hex')) === role ? role : null;
  }

  #take(code: string): boolean {
    const right = timingSafeEqual(sha256(code), sha256(this.code));
    if (!right || this.#used || this.#closed()) return false;
    this.#used = true;
    return true;
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

  #pair(c: Context, role: DeviceRole): void {
    const { devices, clock, log } = this.#options;
    const token = randomBytes(32).toString('base64url');
    devices.add(sha256(token).toString('hex'), role, clock.now());
    setCookie(c, COOKIES[role], token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: new URL(c.req.url).protocol === 'https:',
      maxAge: COOKIE_SECONDS,
    });
    log.info({ role }, 'a browser was paired');
  }
}
