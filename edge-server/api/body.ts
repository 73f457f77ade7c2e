import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Problem } from '../contract/index.ts';
import { ProblemError } from './problem.ts';

/** Refuses a body that is not JSON (415) or larger than `bytes` (413) before it is parsed. */
export function jsonBody(bytes: number): MiddlewareHandler[] {
  return [
    async (c, next) => {
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
      if (type !== 'application/json') throw new ProblemError('wrong_media_type');
      await next();
    },
    bodyLimit({
      maxSize: bytes,
      onError: () => {
        throw new ProblemError('too_large', `${bytes} bytes at the most`);
      },
    }),
  ];
}

/** The hook of every validated route: the first issue as `path: message`. */
export function onInvalid(result: { success: boolean; error?: z.ZodError }, _c: Context): void {
  if (!result.success) refuseInvalid(result.error);
}

/** @throws {ProblemError} always: `invalid_request` with the first issue */
export function refuseInvalid(error: z.ZodError | undefined): never {
  const [issue] = error?.issues ?? [];
  const where = issue?.path.map(String).join('.') || 'body';
  throw new ProblemError('invalid_request', `${where}: ${issue?.message ?? 'not valid'}`);
}

const content = { 'application/problem+json': { schema: Problem } };

/** The error answers that every route may give, for the OpenAPI document and the client's types. */
export const problems = {
  '4XX': { description: 'Refused; `code` says why and `title` what to do.', content },
  '5XX': { description: 'Failed; nothing was stored.', content },
} as const;

/** `?limit=&before=` of every list: `before` is `next` of the page before. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional(),
});

/** A row's number in the path. */
export const idParam = z.object({ id: z.coerce.number().int().min(1) });

/** A request with a JSON body of this shape. */
export function jsonRequest<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

/** A JSON answer of this shape. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const;
}
