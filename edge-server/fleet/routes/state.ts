import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { json, onInvalid, problems } from '../../api/body.ts';
import { ProblemError } from '../../api/problem.ts';
import { VERSION } from '../../common/version.ts';
import { Alive, FleetHealth, Settings } from '../../contract/index.ts';
import type { FleetServices } from '../services.ts';

/** Health, the pages' zone and language, and the stream that tells a page that its server is there. */
export function stateRoutes({ access, health, hub, settings }: FleetServices) {
  const healthRoute = createRoute({
    method: 'get',
    path: '/health',
    summary: 'How the cloud and its kiosks are',
    responses: { 200: json(FleetHealth, '`degraded` names what is not well.'), ...problems },
  });
  const liveRoute = createRoute({
    method: 'get',
    path: '/health/live',
    summary: 'The process answers',
    responses: { 200: json(Alive, 'It does.'), ...problems },
  });
  const readyRoute = createRoute({
    method: 'get',
    path: '/health/ready',
    summary: 'The cloud answers; 503 when it does not',
    responses: { 200: json(Alive, 'It does.'), ...problems },
  });
  const settingsRoute = createRoute({
    method: 'get',
    path: '/settings',
    summary: 'Zone and language of the pages, from the settings file of this server; no kiosk follows them',
    middleware: [access.require('viewer')] as const,
    responses: { 200: json(Settings, 'All settings, defaults filled in.'), ...problems },
  });
  const eventsRoute = createRoute({
    method: 'get',
    path: '/events',
    summary: 'Server-sent events: none but the sign of life, since kiosks are asked through the cloud',
    middleware: [access.require('viewer')] as const,
    responses: {
      200: { description: 'A stream.', content: { 'text/event-stream': { schema: z.string() } } },
      ...problems,
    },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(healthRoute, async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await health.read(), 200);
    })
    .openapi(liveRoute, (c) => c.json({ status: 'ok' as const, version: VERSION }, 200))
    .openapi(readyRoute, async (c) => {
      const { parts } = await health.read();
      if (parts.cloud.status === 'down') throw new ProblemError('cloud_away');
      return c.json({ status: 'ok' as const, version: VERSION }, 200);
    })
    .openapi(settingsRoute, (c) => c.json(settings, 200))
    .openapi(eventsRoute, (c) => {
      const stream = hub.open({ first: [], last: null, allowed: () => access.may(c, 'viewer') });
      if (stream === null) throw new ProblemError('too_busy', 'too many pages listen');
      return c.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    });
}
