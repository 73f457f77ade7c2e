import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { Notification } from '../contract/index.ts';
import { allowedBy, SESSION_COOKIE } from './access.ts';
import { describe } from './document/describe.ts';
import { entityTags } from './etag.ts';
import { securityHeaders } from './headers.ts';
import { checkHostAndOrigin } from './hosts.ts';
import { DEVICE_COOKIE } from './pairing.ts';
import { onError } from './problem.ts';
import { requestLog } from './request-log.ts';
import type { Services } from './services.ts';

/** The longest request id that is taken from a caller: two UUIDs' room. */
const REQUEST_ID_CHARS = 72;

/** How a request can say who makes it. */
const SECURITY_SCHEMES = {
  session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'A person who logged in.' },
  device: { type: 'apiKey', in: 'cookie', name: DEVICE_COOKIE, description: 'The paired kiosk page.' },
  token: { type: 'http', scheme: 'bearer', description: 'An API token; its scopes say what it may do.' },
} as const;

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

/**
 * The document of the routes that the app has by now.
 * @param role its title, and operations whose answers have another form in this role than in the examples
 */
export function document(app: OpenAPIHono, role: { title: string; unlike?: readonly string[] }): void {
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
  let described: Record<string, unknown> | null = null;
  app.get('/api/openapi.json', (c) => {
    described ??= describe(app, { schemes: SECURITY_SCHEMES, allowedBy, ...role });
    return c.json(described);
  });
  app.get('/api/reference', (c) => c.redirect('/reference/', 308));
}
