import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/**
 * Entity tags for every JSON answer that may be kept: a list that is asked again with `If-None-Match` and has not
 * changed is a 304 without a body. The tag is made of the answer itself, so it is right whatever the answer was made
 * of; what is saved is the network's and the client's work, not the server's. Streams, errors, and answers that say
 * `no-store`, as health, have none.
 * @example app.use('/api/*', entityTags())
 */
export function entityTags(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { res, req } = c;
    if (res.status !== 200 || (req.method !== 'GET' && req.method !== 'HEAD')) return;
    if (!/^application\/json\b/.test(res.headers.get('content-type') ?? '')) return;
    if (/\bno-store\b/.test(res.headers.get('cache-control') ?? '')) return;
    const body = await res.arrayBuffer();
    const etag = `"${createHash('sha256').update(new Uint8Array(body)).digest('base64url')}"`;
    const { headers } = res;
    headers.set('etag', etag);
    // The tag is for programs that remember what they were told. No cache keeps it, a browser's on its disk neither:
    // what staff saw is not to be found there after they logged out.
    if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
    if (matches(req.header('if-none-match'), etag)) {
      headers.delete('content-type');
      c.res = new Response(null, { status: 304, headers });
    } else {
      c.res = new Response(body, { status: 200, headers });
    }
  };
}

/** RFC 9110, 13.1.2: a list of tags, compared without their `W/`, or `*`. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || [...header.matchAll(/"[^"]*"/g)].some(([tag]) => tag === etag);
}
