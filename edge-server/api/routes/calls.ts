import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { CallBody } from '../../contract/index.ts';
import { jsonBody, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The 'call staff' button of the kiosk page. */
export function callRoutes({ calls, access }: Services) {
  const call = createRoute({
    method: 'post',
    path: '/kiosk/call',
    summary: 'A visitor calls staff; sent on as the event `call`',
    middleware: [access.require('kiosk'), ...jsonBody(SMALL_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: CallBody } } } },
    responses: { 204: { description: 'Staff are told.' }, ...problems },
  });
  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(call, (c) => {
    calls.take(c.req.valid('json'));
    return c.body(null, 204);
  });
}
