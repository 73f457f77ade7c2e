import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Statistics, StatisticsQuery } from '../../contract/index.ts';
import { statistics, TooManyBuckets } from '../../statistics/statistics.ts';
import { json, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** What was decided over any range of days. */
export function statisticsRoutes({ store, settings, access, kioskId }: Services) {
  const read = createRoute({
    method: 'get',
    path: '/admin/statistics',
    summary: 'Verdicts, reasons, temperatures and times of a range of days',
    middleware: [access.require('viewer', 'token:history')] as const,
    request: { query: StatisticsQuery },
    responses: { 200: json(Statistics, 'The period, and the one before it when asked for.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(read, async (c) => {
    const query = c.req.valid('query');
    if (query.site !== undefined || (query.kiosk !== undefined && query.kiosk !== kioskId)) {
      throw new ProblemError('not_found', 'this kiosk knows only its own visits');
    }
    try {
      return c.json(await statistics(store.statistics, query, settings().timeZone), 200);
    } catch (error) {
      if (error instanceof TooManyBuckets) throw new ProblemError('invalid_request', error.message);
      throw error;
    }
  });
}
