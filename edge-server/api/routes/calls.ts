import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { CallAnswer, CallBody } from '../../contract/index.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The 'call staff' button of the kiosk page. */
export function callRoutes({ calls, access }: Services) {
  const call = createRoute({
    method: 'post',
    path: '/kiosk/call',
    summary: 'A visitor calls staff; answers whether they were told, within a few seconds',
    middleware: [access.require('kiosk'), ...jsonBody(SMALL_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: CallBody } } } },
    responses: { 200: json(CallAnswer, 'Later changes are the event `call_state`.'), ...problems },
  });
  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(call, async (c) =>
    c.json(await calls.take(c.req.valid('json')), 200),
  );
}
