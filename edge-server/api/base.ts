import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { Notification } from '../contract/index.ts';
import { entityTags } from './etag.ts';
import { securityHeaders } from './headers.ts';
import { checkHostAndOrigin } from './hosts.ts';
import { DOCUMENT, SECURITY_SCHEMES } from './openapi.ts';
import { onError } from './problem.ts';
import { requestLog } from './request-log.ts';
import type { Services } from './services.ts';

/** The longest request id that is taken from a caller: two UUIDs' room. */
const REQUEST_ID_CHARS = 72;

/** An app with what stands before every route, of whichever role: request id, log, headers, hosts, entity tags, problems. */
export function guardedApp({ log, bound, origin }: Pick<Services, 'log' | 'bound' | 'origin'>): OpenAPIHono {
  const app = new OpenAPIHono();
  // An id that the caller sent is kept when it is short and plain, so that its log and ours can be put together.
  app.use(requestId({ limitLength: REQUEST_ID_CHARS }));
  app.use(requestLog(log));
  app.use(securityHeaders());
  app.use(checkHostAndOrigin(bound, origin));
  app.use('/api/*', entityTags());
  app.onError(onError(log));
  return app;
}

/** The document of the routes that the app has by now. */
export function document(app: OpenAPIHono): void {
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  app.openAPIRegistry.registerWebhook({
    method: 'post',
    path: 'notification',
    summary: 'What rules and ways of the kind `webhook` post, and what a rule publishes by MQTT',
    description: 'Signed by `kf99-signature`; docs/notifications.md has examples.',
    request: {
      body: { content: { 'application/json': { schema: Notification } } },
    },
    responses: { '2XX': { description: 'Taken; another answer than 4xx is asked again.' } },
  });
  app.doc31('/api/openapi.json', DOCUMENT);
  app.get('/api/reference', (c) => c.redirect('/reference/', 308));
}
