import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  EVIDENCE_BYTES,
  Evidence,
  Presence,
  Verdict,
  VisitDetail,
  VisitId,
  withoutAuthor,
} from '../../contract/index.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Bytes of the small bodies: a flag, a name. */
export const SMALL_BYTES = 1024;

/** Visits: posted by the paired kiosk page only, read by staff too. */
export function visitRoutes({ screening, access, store }: Services) {
  const kiosk = access.require('kiosk');
  const presence = createRoute({
    method: 'put',
    path: '/visits/{id}/presence',
    summary: 'The face of a visit is there, or gone',
    middleware: [kiosk, ...jsonBody(SMALL_BYTES)] as const,
    request: {
      params: z.object({ id: VisitId }),
      body: { required: true, content: { 'application/json': { schema: Presence } } },
    },
    responses: { 204: { description: 'Noted.' }, ...problems },
  });
  const post = createRoute({
    method: 'post',
    path: '/visits',
    summary: 'Evidence of a visit; answers its verdict, again for the same id and body',
    middleware: [kiosk, ...jsonBody(EVIDENCE_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: Evidence } } } },
    responses: { 200: json(Verdict, 'The verdict, stored.'), ...problems },
  });
  const detail = createRoute({
    method: 'get',
    path: '/visits/{id}',
    summary: 'A stored visit and where its time went',
    middleware: [access.require('viewer', 'kiosk', 'token:history')] as const,
    request: { params: z.object({ id: VisitId }) },
    responses: { 200: json(VisitDetail, 'The row and its steps.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(detail, (c) => {
      const found = store.visitDetail(c.req.valid('param').id);
      if (found === null) throw new ProblemError('not_found');
      return c.json(c.get('principal').kind === 'user' ? found : withoutAuthor(found), 200);
    })
    .openapi(presence, (c) => {
      screening.presence(c.req.valid('param').id, c.req.valid('json').present, 'page');
      return c.body(null, 204);
    })
    .openapi(post, async (c) =>
      c.json(await screening.submit(c.req.valid('json'), c.req.raw.signal, 'page', true), 200),
    );
}
