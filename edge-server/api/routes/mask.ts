import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { MaskAnswer, PICTURE_BYTES, VisitId } from '../../contract/index.ts';
import type { AccessEnv } from '../access.ts';
import { json, onInvalid, problems } from '../body.ts';
import { multipartForm } from '../form.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Bytes of the form around the picture. */
const FORM_BYTES = 16_384;

const Form = z.object({
  file: z
    .custom<File>((value) => value instanceof File, 'send the picture as a file in the field "file"')
    .meta({ type: 'string', format: 'binary', description: 'A JPEG, PNG or WebP.' }),
  visit: VisitId.optional().meta({ description: 'A new UUIDv7: the picture makes a visit of this id.' }),
});

/** The original clients' way to have a picture judged, at its original path. */
export function maskRoutes({ access, checks }: Services) {
  const route = createRoute({
    method: 'post',
    path: '/mask/',
    summary: 'Judges the nearest face of a picture; with a visit, also answers its verdict',
    middleware: [access.require('token:mask'), multipartForm, limit] as const,
    request: { body: { required: true, content: { 'multipart/form-data': { schema: Form } } } },
    responses: { 200: json(MaskAnswer, 'The nearest face.'), ...problems },
  });

  return new OpenAPIHono<AccessEnv>({ defaultHook: onInvalid }).openapi(route, async (c) => {
    const { file, visit } = c.req.valid('form');
    const principal = c.get('principal');
    const scopes = principal.kind === 'token' ? principal.scopes : [];
    const bytes = new Uint8Array(await file.arrayBuffer());
    return c.json(await checks.check({ bytes, visit, scopes, signal: c.req.raw.signal }), 200);
  });
}

const limit = bodyLimit({
  maxSize: PICTURE_BYTES + FORM_BYTES,
  onError: () => {
    throw new ProblemError('too_large', `${PICTURE_BYTES} bytes at the most`);
  },
});
