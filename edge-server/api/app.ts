import { document, guardedApp } from './base.ts';
import { ProblemError } from './problem.ts';
import { accountRoutes } from './routes/accounts.ts';
import { adminRoutes } from './routes/admin.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { calibrationRoutes } from './routes/calibrations.ts';
import { callRoutes } from './routes/calls.ts';
import { captureRoutes } from './routes/captures.ts';
import { deviceRoutes } from './routes/devices.ts';
import { markRoutes } from './routes/marks.ts';
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

/** The whole HTTP side; it listens nowhere by itself, so tests call `app.request`. */
export function createApp(services: Services) {
  const { access, pairing, pages, replay } = services;
  const app = guardedApp(services);
  for (const path of ['/', '/api/admin/*', '/api/session/*']) app.use(path, settled(services.store));

  const api = app
    .route('/api', stateRoutes(services))
    .route('/api', visitRoutes(services))
    .route('/api', settingsRoutes(services))
    .route('/api', sessionRoutes(services))
    .route('/api', accountRoutes(services))
    .route('/api', adminRoutes(services))
    .route('/api', statisticsRoutes(services))
    .route('/api', markRoutes(services))
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

  document(app);
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
