import type { MiddlewareHandler } from 'hono';
import type { Store } from '../store/store.ts';

/**
 * For routes whose changes are committed by the server's own thread: the answer of one that changes something, or
 * hands out a cookie, waits until that is on disk. A verdict has no need of it: it is durable by itself, and is not
 * to wait for an alarm that it raised.
 * @example app.use('/api/admin/*', durable(store))
 */
export function durable(store: Pick<Store, 'settle'>): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads || c.res.headers.has('set-cookie')) await store.settle();
  };
}
