import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { Alarm, AlarmList, AlarmState } from '../../contract/index.ts';
import { json, onInvalid, PageQuery, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** The alarms of this kiosk, for staff. */
export function alarmRoutes({ alarms, access, audit }: Services) {
  const staff = access.require('viewer');
  const list = createRoute({
    method: 'get',
    path: '/admin/alarms',
    summary: 'Alarms, newest first: active ones, or the log',
    middleware: [staff] as const,
    request: { query: PageQuery.extend({ state: AlarmState.default('active') }) },
    responses: { 200: json(AlarmList, 'A page; `next` goes into `before`.'), ...problems },
  });
  const acknowledge = createRoute({
    method: 'post',
    path: '/admin/alarms/{id}/acknowledge',
    summary: 'A person has seen an alarm; one that tells of an event clears with it',
    middleware: [staff] as const,
    request: { params: z.object({ id: z.coerce.number().int() }) },
    responses: { 200: json(Alarm, 'The alarm as it is now.'), ...problems },
  });
  const reopen = createRoute({
    method: 'delete',
    path: '/admin/alarms/{id}/acknowledge',
    summary: 'Take an acknowledgement back: the alarm is open again',
    middleware: [staff] as const,
    request: { params: z.object({ id: z.coerce.number().int() }) },
    responses: { 200: json(Alarm, 'The alarm as it is now.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(list, (c) => {
      const { state, limit, before } = c.req.valid('query');
      return c.json(alarms.list(state, limit, before ?? null), 200);
    })
    .openapi(acknowledge, (c) => {
      const alarm = alarms.acknowledge(c.req.valid('param').id, c.get('principal').id);
      if (alarm === null) throw new ProblemError('not_found', 'no active alarm has this id');
      return c.json(alarm, 200);
    })
    .openapi(reopen, (c) => {
      const alarm = alarms.reopen(c.req.valid('param').id);
      if (alarm === null)
        throw new ProblemError('not_found', 'this alarm has no acknowledgement to take back');
      audit.record({ actor: c.get('principal').id, action: 'alarm.reopen', target: `alarm:${alarm.id}` });
      return c.json(alarm, 200);
    });
}
