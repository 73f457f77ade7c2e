import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type {} from 'hono/request-id';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CodedError } from '../common/coded-error.ts';
import type { Log } from '../common/log.ts';
import { PROBLEMS, type Problem, type ProblemCode } from '../contract/index.ts';
import { PictureError } from '../pictures/decode.ts';
import { StoreError } from '../store/db/errors.ts';
import { PROBLEM_TITLES } from '../words/problems.ts';
import { problemPage } from './problem-page.ts';

/** An answer that is an error. Thrown by handlers and middleware, sent by `onError`. */
export class ProblemError extends CodedError {
  override readonly name = 'ProblemError';
}

/** The answer to a request that never became one, so that there is no context: a client that is too slow, no HTTP. */
export function rawProblem(code: ProblemCode, detail?: string): Problem {
  return {
    type: 'about:blank',
    status: PROBLEMS[code],
    code,
    title: PROBLEM_TITLES[code],
    ...(detail !== undefined && { detail }),
  };
}

/** Whether the answer is for a person's eyes: browsers ask for HTML when an address is opened, programs and pages do not. */
export function opensPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && c.req.header('accept')?.includes('text/html') === true;
}

/** The error as problem+json (RFC 9457), or as a page for a person who opened an address. */
export function problem(c: Context, code: ProblemCode, detail?: string, retryAfter = 2): Response {
  const status = PROBLEMS[code];
  const instance = instanceOf(c.get('requestId'));
  const body: Problem = { type: 'about:blank', status, code, title: PROBLEM_TITLES[code], instance };
  if (detail !== undefined) body.detail = detail;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  headers['cache-control'] = 'no-store';
  if (status === 429 || status === 503) headers['retry-after'] = String(retryAfter);
  if (opensPage(c)) {
    headers['content-type'] = 'text/html; charset=utf-8';
    return c.body(problemPage(body), status as ContentfulStatusCode, headers);
  }
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, headers);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The request id as the URI that RFC 9457 asks for: ours are UUIDs, a caller's may be anything plain. */
function instanceOf(id: string): string {
  return `urn:${UUID.test(id) ? 'uuid' : 'kf99:request'}:${id}`;
}

/** Every error of every route ends here; what is not known is logged and told as `internal`. */
export function onError(log: Log): (error: Error, c: Context) => Response {
  return (error, c) => {
    if (error instanceof CodedError) return problem(c, error.code, error.detail, error.retryAfter);
    if (error instanceof PictureError) return problem(c, error.code, error.message);
    if (error instanceof StoreError) {
      log.error({ err: error, request: c.get('requestId') }, 'a visit or a change could not be stored');
      return problem(c, error.code === 'store_full' ? 'store_full' : 'not_ready');
    }
    if (error instanceof HTTPException && error.status < 500) {
      return problem(c, 'invalid_request', error.message);
    }
    // The body never came whole: nobody is there to read the answer, and the server is not at fault.
    if (c.req.raw.signal.aborted) return problem(c, 'invalid_request', 'the request broke off');
    log.error({ err: error, request: c.get('requestId'), path: c.req.path }, 'a request failed');
    return problem(c, 'internal');
  };
}
