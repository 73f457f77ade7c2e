import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Today, VisitCsvQuery, VisitList, VisitQuery, withoutAuthor } from '../../contract/index.ts';
import { inZone } from '../../statistics/in-zone.ts';
import { summarise } from '../../statistics/today.ts';
import { json, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { downloadVisits } from '../visit-csv.ts';

/** Rows of a download that are read at once. */
const CSV_PAGE = 500;

/** What the admin page shows. */
export function adminRoutes({ store, settings, clock, access, audit }: Services) {
  const reader = access.require('viewer', 'token:history');
  const today = createRoute({
    method: 'get',
    path: '/admin/today',
    summary: "Today's verdicts by hour in the site's zone",
    middleware: [reader] as const,
    responses: { 200: json(Today, 'Counts.'), ...problems },
  });
  const visits = createRoute({
    method: 'get',
    path: '/admin/visits',
    summary: 'Visits that a filter finds, newest first',
    middleware: [reader] as const,
    request: { query: VisitQuery },
    responses: { 200: json(VisitList, 'A page; `next` goes into `before`.'), ...problems },
  });
  const csv = createRoute({
    method: 'get',
    path: '/admin/visits.csv',
    summary: 'The same visits, all of them, as CSV (RFC 4180), streamed',
    middleware: [reader] as const,
    request: { query: VisitCsvQuery },
    responses: {
      200: { description: 'One line a visit.', content: { 'text/csv': { schema: { type: 'string' } } } },
      ...problems,
    },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(today, async (c) =>
      c.json(await summarise(store.statistics, clock.now(), settings().timeZone), 200),
    )
    .openapi(visits, (c) => {
      const { limit, before, ...filter } = c.req.valid('query');
      const found = store.findVisits(inZone(filter, settings().timeZone), limit, before ?? null);
      if (c.get('principal').kind === 'user') return c.json(found, 200);
      return c.json({ ...found, visits: found.visits.map(withoutAuthor) }, 200);
    })
    .openapi(csv, async (c) => {
      const { decimal, ...filter } = c.req.valid('query');
      const by = inZone(filter, settings().timeZone);
      audit.record({ actor: c.get('principal').id, action: 'visits.csv', target: 'visits', after: filter });
      return (await downloadVisits(c, clock.now(), decimal, (before) =>
        store.findVisits(by, CSV_PAGE, before),
      )) as never;
    });
}
