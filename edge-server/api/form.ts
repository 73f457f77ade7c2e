import type { MiddlewareHandler } from 'hono';
import { ProblemError } from './problem.ts';

/** RFC 2046 allows these and, in quotes, more; what clients make up is far below its 70 characters. */
const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^;,"\s]{1,70}))/i;

/**
 * Lets a multipart form through, and its type without anything but the boundary: clients add a charset, spaces, quotes
 * or a closing semicolon, and the library behind this takes none of them.
 */
export const multipartForm: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('content-type') ?? '';
  const [, quoted, plain] = BOUNDARY.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (type.split(';')[0]?.trim().toLowerCase() !== 'multipart/form-data' || boundary === undefined) {
    throw new ProblemError('wrong_media_type', 'multipart/form-data with its boundary');
  }
  const essence = `multipart/form-data; boundary=${boundary}`;
  if (type !== essence) {
    const headers = new Headers(c.req.raw.headers);
    headers.set('content-type', essence);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
};
