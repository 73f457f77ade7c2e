import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Today, VisitList } from '../../contract/index.ts';
import { json, onInvalid, Page, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { summarise } from '../today.ts';

/** What the admin page shows. */
export function adminRoutes({ store, settings, clock, access }: Services) {
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
    summary: 'The last visits, newest first',
    middleware: [reader] as const,
    request: { query: Page },
    responses: { 200: json(VisitList, 'A page; `next` goes into `before`.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(today, (c) => c.json(summarise(store, clock.now(), settings().timeZone), 200))
    .openapi(visits, (c) => {
      const { limit, before } = c.req.valid('query');
      return c.json(store.listVisits(limit, before ?? null), 200);
    });
}
