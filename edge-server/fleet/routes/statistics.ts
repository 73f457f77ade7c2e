import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { json, onInvalid, problems } from '../../api/body.ts';
import { ProblemError } from '../../api/problem.ts';
import { FleetTotals, FleetTotalsQuery, Statistics, StatisticsQuery } from '../../contract/index.ts';
import { statistics, TooManyBuckets } from '../../statistics/statistics.ts';
import type { FleetServices } from '../services.ts';
import { listTotals, rollups } from '../sql/rollups.ts';

/** What was decided, of one kiosk, one site or all; from roll-ups, at most a minute behind. */
export function statisticsRoutes({ access, ask, settings }: FleetServices) {
  const reader = access.require('viewer', 'token:history');
  const read = createRoute({
    method: 'get',
    path: '/admin/statistics',
    summary: 'Verdicts, reasons, temperatures and times of a range of days, of a kiosk, a site or all',
    middleware: [reader] as const,
    request: { query: StatisticsQuery },
    responses: { 200: json(Statistics, 'The period, and the one before it when asked for.'), ...problems },
  });
  const totals = createRoute({
    method: 'get',
    path: '/admin/totals',
    summary: 'What each kiosk, or each site, counted in a span of time',
    middleware: [reader] as const,
    request: { query: FleetTotalsQuery },
    responses: { 200: json(FleetTotals, 'One entry for each that counted anything.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(read, async (c) => {
      const query = c.req.valid('query');
      const { kiosk, site = '*' } = query;
      if (kiosk !== undefined && query.site !== undefined) {
        throw new ProblemError('invalid_request', 'site: name a kiosk or a site, not both');
      }
      try {
        const source = rollups(ask, kiosk === undefined ? { site } : { kiosk });
        return c.json(await statistics(source, query, settings.timeZone), 200);
      } catch (error) {
        if (error instanceof TooManyBuckets) throw new ProblemError('invalid_request', error.message);
        throw error;
      }
    })
    .openapi(totals, async (c) => {
      const { by, from, to } = c.req.valid('query');
      const span = { start: Date.parse(from) / 1000, end: Date.parse(to) / 1000 };
      return c.json(await listTotals(ask, by, span), 200);
    });
}
