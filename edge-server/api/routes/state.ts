import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { VERSION } from '../../common/version.ts';
import { Alive, Health, Heartbeat } from '../../contract/index.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Bytes of a heartbeat: it has the screen's words in four languages, 8 lines of 300 characters each. */
const HEARTBEAT_BYTES = 32 * 1024;

/** Health, events and the page's heartbeat. */
export function stateRoutes(services: Services) {
  const { health, settingsInForce, access, hub, thermometerEvent, locks, callState, kioskPage } = services;
  const healthRoute = createRoute({
    method: 'get',
    path: '/health',
    summary: 'How each part is; 200 once the server can judge a visit',
    responses: { 200: json(Health, 'Health; `degraded` names what is not well.'), ...problems },
  });
  const aliveResponses = { 200: json(Alive, 'It is.'), ...problems };
  const liveRoute = createRoute({
    method: 'get',
    path: '/health/live',
    summary: 'The process answers',
    responses: aliveResponses,
  });
  const readyRoute = createRoute({
    method: 'get',
    path: '/health/ready',
    summary: 'The server can judge a visit; 503 says why not',
    responses: aliveResponses,
  });
  const listeners = ['kiosk', 'viewer', 'token:events'] as const;
  const eventsRoute = createRoute({
    method: 'get',
    path: '/events',
    summary: 'Server-sent events: thermometer, settings, readings, visits, health',
    middleware: [access.require(...listeners)] as const,
    request: {
      query: z.object({
        last_event_id: z.string().max(40).optional(),
        /** A page that shows calls and alarms to staff says so: then they count as told. */
        page: z.enum(['staff']).optional(),
      }),
      headers: z.object({ 'last-event-id': z.string().max(40).optional() }),
    },
    responses: {
      200: {
        description:
          'The event is the type, the data the rest of a ServerEvent as JSON. With the id of the last event, in the ' +
          'header or the query, what was missed comes first, or `reset` and the state when that is too long ago.',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      ...problems,
    },
  });
  const heartbeatRoute = createRoute({
    method: 'post',
    path: '/kiosk/heartbeat',
    summary: 'The kiosk page lives',
    middleware: [access.require('kiosk'), ...jsonBody(HEARTBEAT_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: Heartbeat } } } },
    responses: { 204: { description: 'Noted.' }, ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(healthRoute, (c) => {
      c.header('cache-control', 'no-store');
      return c.json(health.read(), 200);
    })
    .openapi(liveRoute, (c) => c.json({ status: 'ok' as const, version: VERSION }, 200))
    .openapi(readyRoute, (c) => {
      const why = health.notReady();
      if (why !== null) throw new ProblemError('not_ready', why);
      return c.json({ status: 'ok' as const, version: VERSION }, 200);
    })
    .openapi(eventsRoute, (c) => {
      const stream = hub.open({
        first: [
          thermometerEvent(),
          { type: 'settings', settings: settingsInForce() },
          { type: 'lock', locked: locks.locked },
          callState(),
        ],
        last: c.req.valid('header')['last-event-id'] ?? c.req.valid('query').last_event_id ?? null,
        allowed: () => access.may(c, ...listeners),
        // The kiosk's browser may be one in which somebody has logged in, too.
        staff: c.get('principal').kind === 'user' && c.req.valid('query').page === 'staff',
      });
      if (stream === null) throw new ProblemError('too_busy', 'too many pages listen');
      return c.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    })
    .openapi(heartbeatRoute, (c) => {
      const beat = c.req.valid('json');
      health.heard(beat);
      kioskPage.heard(beat);
      return c.body(null, 204);
    });
}
