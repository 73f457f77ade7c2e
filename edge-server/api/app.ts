import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { entityTags } from './etag.ts';
import { securityHeaders } from './headers.ts';
import { checkHostAndOrigin } from './hosts.ts';
import { DOCUMENT, SECURITY_SCHEMES } from './openapi.ts';
import { onError, ProblemError } from './problem.ts';
import { requestLog } from './request-log.ts';
import { accountRoutes } from './routes/accounts.ts';
import { adminRoutes } from './routes/admin.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { calibrationRoutes } from './routes/calibrations.ts';
import { callRoutes } from './routes/calls.ts';
import { captureRoutes } from './routes/captures.ts';
import { deviceRoutes } from './routes/devices.ts';
import { maskRoutes } from './routes/mask.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { pairingRoutes } from './routes/pairings.ts';
import { ruleRoutes } from './routes/rules.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { staffPassRoutes } from './routes/staff-pass.ts';
import { stateRoutes } from './routes/state.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { temperatureRoutes } from './routes/temperature.ts';
import { visitRoutes } from './routes/visits.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { Services } from './services.ts';
import { settled } from './settled.ts';

/** The longest request id that is taken from a caller: two UUIDs' room. */
const REQUEST_ID_CHARS = 72;

/** The whole HTTP side; it listens nowhere by itself, so tests call `app.request`. */
export function createApp(services: Services) {
  const { access, pairing, pages, replay, log } = services;
  const app = new OpenAPIHono();
  // An id that the caller sent is kept when it is short and plain, so that its log and ours can be put together.
  app.use(requestId({ limitLength: REQUEST_ID_CHARS }));
  app.use(requestLog(log));
  app.use(securityHeaders());
  app.use(checkHostAndOrigin(services.bound, services.origin));
  for (const path of ['/', '/api/admin/*', '/api/session/*']) app.use(path, settled(services.store));
  app.use('/api/*', entityTags());
  app.onError(onError(log));

  const api = app
    .route('/api', stateRoutes(services))
    .route('/api', visitRoutes(services))
    .route('/api', settingsRoutes(services))
    .route('/api', sessionRoutes(services))
    .route('/api', accountRoutes(services))
    .route('/api', adminRoutes(services))
    .route('/api', statisticsRoutes(services))
    .route('/api', alarmRoutes(services))
    .route('/api', ruleRoutes(services))
    .route('/api', webhookRoutes(services))
    .route('/api', pairingRoutes(services))
    .route('/api', staffPassRoutes(services))
    .route('/api', deviceRoutes(services))
    .route('/api', calibrationRoutes(services))
    .route('/', temperatureRoutes(services))
    .route('/api', captureRoutes(services))
    .route('/', maskRoutes(services))
    .route('/', metricsRoutes(services))
    .route('/api', callRoutes(services));

  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  app.doc31('/api/openapi.json', DOCUMENT);
  app.get('/api/reference', (c) => c.redirect('/reference/', 308));
  app.all('/api/*', () => {
    throw new ProblemError('not_found');
  });
  app.get('/', pairing.page());
  app.get('/admin', (c) => c.redirect('/admin/', 308));
  app.get('/admin/*', (c) => pages.serveApp(c, '/admin/'));
  if (replay)
    app.get('/replay/*', access.require('kiosk', 'viewer'), (c) => replay.serveListed(c, '/replay'));
  app.get('/*', (c) => pages.serve(c));
  app.notFound(() => {
    throw new ProblemError('not_found');
  });
  return api;
}

/** For `hc<AppType>` in the pages. */
export type AppType = ReturnType<typeof createApp>;
