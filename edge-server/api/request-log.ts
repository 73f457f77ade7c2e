import type { MiddlewareHandler } from 'hono';
import type { Log } from '../common/log.ts';

/** Characters of a path in the log; ours are far shorter. */
const PATH_CHARS = 120;

/**
 * One debug line for each answer, with its request id: method, path without the query (which may hold a pairing
 * code), status and ms. At debug, because the kiosk page asks all day and a memory card does not like it.
 */
export function requestLog(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now();
    await next();
    log.debug(
      {
        request: c.get('requestId'),
        method: c.req.method,
        path: c.req.path.slice(0, PATH_CHARS),
        status: c.res.status,
        ms: Math.round(performance.now() - began),
      },
      'answered',
    );
  };
}
