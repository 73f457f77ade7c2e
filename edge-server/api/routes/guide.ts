import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { Guide, GuideChange, GuideStep } from '../../contract/index.ts';
import { GuideProgress } from '../../settings/guide-progress.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The guided set-up: how far it has come. What it sets is set by the routes of those things. */
export function guideRoutes({ access, audit, store }: Services) {
  const progress = new GuideProgress(store.database, audit);
  const admin = access.require('admin');
  const answer = { 200: json(Guide, 'Each step, and whether it is over.'), ...problems };
  const read = createRoute({
    method: 'get',
    path: '/admin/guide',
    summary: 'How far the guided set-up has come',
    middleware: admin,
    responses: answer,
  });
  const mark = createRoute({
    method: 'put',
    path: '/admin/guide/{step}',
    summary: 'A step of the set-up is done, skipped, or open again',
    middleware: [admin, ...jsonBody(SMALL_BYTES)] as const,
    request: { params: z.object({ step: GuideStep }), ...jsonRequest(GuideChange) },
    responses: answer,
  });
  const end = createRoute({
    method: 'post',
    path: '/admin/guide/end',
    summary: 'The set-up is over and is not offered again',
    middleware: admin,
    responses: answer,
  });
  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(read, (c) => c.json(progress.read(), 200))
    .openapi(mark, (c) => {
      const { step } = c.req.valid('param');
      return c.json(progress.mark(c.get('principal'), step, c.req.valid('json').state), 200);
    })
    .openapi(end, (c) => c.json(progress.end(c.get('principal')), 200));
}
