import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { json, onInvalid, problems } from '../../api/body.ts';
import { ProblemError } from '../../api/problem.ts';
import {
  FleetAlarms,
  FleetAlarmsQuery,
  FleetAnswer,
  FleetKiosks,
  FleetKiosksQuery,
  KioskId,
} from '../../contract/index.ts';
import type { FleetServices } from '../services.ts';
import { listAlarms } from '../sql/alarms.ts';
import { listKiosks, readAnswer } from '../sql/kiosks.ts';

/** The kiosks of the cloud and their alarms. */
export function kioskRoutes({ access, ask }: FleetServices) {
  const staff = access.require('viewer');
  const kiosks = createRoute({
    method: 'get',
    path: '/admin/kiosks',
    summary: 'Every kiosk: last seen, version, model, heartbeat, settings of the fleet, alarms',
    middleware: [staff] as const,
    request: { query: FleetKiosksQuery },
    responses: { 200: json(FleetKiosks, 'A page; `next` goes into `after`.'), ...problems },
  });
  const answer = createRoute({
    method: 'get',
    path: '/admin/kiosks/{kiosk}/answer',
    summary: 'What a kiosk answered to the last `doctor` or `log` of npm run fleet:sign -- command',
    middleware: [access.require('admin')] as const,
    request: { params: z.object({ kiosk: KioskId }) },
    responses: { 200: json(FleetAnswer, 'At most 24 KiB of text; null when there is none.'), ...problems },
  });
  const alarms = createRoute({
    method: 'get',
    path: '/admin/alarms',
    summary: 'Alarms of every kiosk, newest first; people acknowledge them at the kiosk',
    middleware: [staff] as const,
    request: { query: FleetAlarmsQuery },
    responses: { 200: json(FleetAlarms, 'A page; `next` goes into `before`.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(kiosks, async (c) => c.json(await listKiosks(ask, c.req.valid('query')), 200))
    .openapi(answer, async (c) => c.json(await readAnswer(ask, c.req.valid('param').kiosk), 200))
    .openapi(alarms, async (c) => {
      const list = await listAlarms(ask, c.req.valid('query'));
      if (list === null) throw new ProblemError('invalid_request', 'before: give what `next` said');
      return c.json(list, 200);
    });
}
