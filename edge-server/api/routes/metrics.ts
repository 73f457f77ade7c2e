import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { problems } from '../body.ts';
import type { Services } from '../services.ts';

/** The server in numbers, for Prometheus. */
export function metricsRoutes({ metrics, access }: Services) {
  const route = createRoute({
    method: 'get',
    path: '/metrics',
    summary: 'Metrics in the text format of Prometheus (docs/metrics.md)',
    middleware: [access.require('admin', 'token:metrics')] as const,
    responses: {
      200: { description: 'The text.', content: { 'text/plain': { schema: z.string() } } },
      ...problems,
    },
  });
  return new OpenAPIHono().openapi(route, async (c) =>
    c.text(await metrics.text(), 200, {
      'content-type': metrics.registry.contentType,
      'cache-control': 'no-store',
    }),
  );
}
