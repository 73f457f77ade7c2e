import { networkInterfaces } from 'node:os';
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopback } from '../config/config.ts';
import { ProblemError } from './problem.ts';

/** Where the server listens; the port is known only once it does. */
export interface Bound {
  host: string;
  port: number;
}

/** Of HTTPS and HTTP. */
const DEFAULT_PORTS: readonly number[] = [443, 80];

/** The name of a `Host` header without its port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/**
 * Whether a `Host` header is one of ours. This is what stops DNS rebinding: a stranger's page can make its
 * own name point here, but it can't make the browser send another name. So names are listed, while
 * addresses and loopback names, which nobody can rebind, are taken with any port (a container or a tunnel
 * may publish another one).
 */
export function isOwnHost(host: string, bound: Bound, origin: string | null): boolean {
  if (origin !== null && host.toLowerCase() === new URL(origin).host) return true;
  const name = hostName(host);
  if (isLoopback(name)) return true;
  const own = bound.host.toLowerCase();
  if (host.toLowerCase() === `${own}:${bound.port}`) return true;
  // Browsers leave out the port that goes without saying.
  if (DEFAULT_PORTS.includes(bound.port) && host.toLowerCase() === own) return true;
  const everywhere = bound.host === '0.0.0.0' || bound.host === '::';
  return everywhere && ownAddresses().has(name.replace(/^\[|\]$/g, ''));
}

function ownAddresses(): Set<string> {
  return new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
  );
}

/** Whether the browser's side of the connection is TLS: ours, or that of the proxy whose address is KF99_ORIGIN. */
export function overTls(c: Context, origin: string | null): boolean {
  if (URL.parse(c.req.url)?.protocol === 'https:') return true;
  const host = c.req.header('host')?.toLowerCase();
  return origin?.startsWith('https:') === true && new URL(origin).host === host;
}

/**
 * The origin of our own pages as this browser sees them. The scheme counts: a page of the same name over plain HTTP may
 * be anybody's. A proxy's scheme is known by KF99_ORIGIN alone.
 */
function ownOrigin(c: Context, host: string, publicOrigin: string | null): string {
  if (publicOrigin !== null && new URL(publicOrigin).host === host) return publicOrigin;
  return `${URL.parse(c.req.url)?.protocol === 'https:' ? 'https' : 'http'}://${host}`;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses foreign names (403 `wrong_host`) and requests that another site made (403 `wrong_origin`). */
export function checkHostAndOrigin(bound: () => Bound, publicOrigin: string | null): MiddlewareHandler {
  return async (c, next) => {
    // No address can be made of some hosts, as 127.0.0.1.1: then it is none of ours.
    const target = URL.parse(c.req.url)?.host ?? '';
    const host = c.req.header('host') ?? target;
    // An absolute-form request line names a host of its own; both have to be ours.
    for (const name of new Set([host, target])) {
      if (!isOwnHost(name, bound(), publicOrigin)) throw new ProblemError('wrong_host');
    }
    if (!SAFE.has(c.req.method)) {
      const origin = c.req.header('origin');
      if (origin !== undefined && origin !== ownOrigin(c, host.toLowerCase(), publicOrigin)) {
        throw new ProblemError('wrong_origin');
      }
      const site = c.req.header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        throw new ProblemError('wrong_origin');
      }
    }
    await next();
  };
}
