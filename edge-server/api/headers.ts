import type { MiddlewareHandler } from 'hono';
import { isLoopback } from '../config/config.ts';

/** No inline script and no foreign origin; WebAssembly may compile. */
const contentSecurityPolicy = (scripts: string, styles = "'self'") =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "worker-src 'self' blob:",
    "connect-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob: data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const PAGE_POLICY = contentSecurityPolicy("'self' 'wasm-unsafe-eval'");
/**
 * A worker is held to the policy of its own answer. TensorFlow.js starts its threads from blobs that import a
 * blob, so the vision worker may; the pages may not.
 */
const WORKER_POLICY = contentSecurityPolicy("'self' 'wasm-unsafe-eval' blob:");
const WORKER_SCRIPT = /^\/assets\/worker-[\w-]+\.js$/;

/** The reference page's script writes its styles into the page; it gets nothing else that the others have not. */
const REFERENCE_POLICY = contentSecurityPolicy("'self'", "'self' 'unsafe-inline'");
const REFERENCE_PAGE = '/reference/';

/**
 * Half a year: once a browser was here over TLS it comes by nothing else. Not on loopback, where a developer's other
 * servers live; and only when this server itself speaks TLS, since a proxy's address is the proxy's to decide about.
 */
const HSTS_SECONDS = 15_552_000;

const HEADERS: Readonly<Record<string, string>> = {
  // Both together isolate the page, which threads in WebAssembly need (SharedArrayBuffer).
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), display-capture=()',
};

function policyOf(path: string): string {
  if (path === REFERENCE_PAGE) return REFERENCE_POLICY;
  return WORKER_SCRIPT.test(path) ? WORKER_POLICY : PAGE_POLICY;
}

/** Puts the security headers on every answer, errors included. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.res.headers.set('content-security-policy', policyOf(c.req.path));
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    const url = URL.parse(c.req.url);
    if (url?.protocol === 'https:' && !isLoopback(url.hostname)) {
      c.res.headers.set('strict-transport-security', `max-age=${HSTS_SECONDS}`);
    }
  };
}
