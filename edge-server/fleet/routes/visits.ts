import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { json, onInvalid, problems } from '../../api/body.ts';
import { downloadVisits } from '../../api/visit-csv.ts';
import {
  FleetVisitFilter,
  FleetVisits,
  FleetVisitsQuery,
  Today,
  VisitCsvQuery,
} from '../../contract/index.ts';
import { inZone } from '../../statistics/in-zone.ts';
import { summarise } from '../../statistics/today.ts';
import type { FleetServices } from '../services.ts';
import { rollups } from '../sql/rollups.ts';
import { listVisits } from '../sql/visits.ts';

/** Rows of a download that the cloud is asked for at once. */
const CSV_PAGE = 500;

/** Visits of every kiosk, and the day so far. */
export function visitRoutes({ access, ask, clock, identity, settings }: FleetServices) {
  const reader = access.require('viewer', 'token:history');
  const day = createRoute({
    method: 'get',
    path: '/admin/today',
    summary: "Today's verdicts of all kiosks by hour, in the zone of this server's settings",
    middleware: [reader] as const,
    responses: { 200: json(Today, 'Counts, at most a minute behind.'), ...problems },
  });
  const visits = createRoute({
    method: 'get',
    path: '/admin/visits',
    summary: "Visits of every kiosk, newest first; days are of the zone of this server's settings",
    middleware: [reader] as const,
    request: { query: FleetVisitsQuery },
    responses: { 200: json(FleetVisits, 'A page; `next` goes into `before`.'), ...problems },
  });
  const csv = createRoute({
    method: 'get',
    path: '/admin/visits.csv',
    summary: 'The same visits, all of them, as CSV (RFC 4180), streamed',
    middleware: [reader] as const,
    request: { query: FleetVisitFilter.extend(VisitCsvQuery.pick({ decimal: true }).shape) },
    responses: {
      200: { description: 'One line a visit.', content: { 'text/csv': { schema: { type: 'string' } } } },
      ...problems,
    },
  });
  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(day, async (c) =>
      c.json(await summarise(rollups(ask, { site: '*' }), clock.now(), settings.timeZone), 200),
    )
    .openapi(visits, async (c) =>
      c.json(await listVisits(ask, inZone(c.req.valid('query'), settings.timeZone), { clock }), 200),
    )
    .openapi(csv, async (c) => {
      const { decimal, ...filter } = c.req.valid('query');
      const by = inZone(filter, settings.timeZone);
      const actor = c.get('principal').id;
      identity.audit.record({ actor, action: 'visits.csv', target: 'visits', after: filter });
      const page = (before: string | null) =>
        listVisits(ask, { ...by, limit: CSV_PAGE, before: before ?? undefined }, { clock });
      return (await downloadVisits(c, clock.now(), decimal, page)) as never;
    });
}
