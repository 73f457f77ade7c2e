import type { OpenAPIHono } from '@hono/zod-openapi';
import { document, guardedApp } from '../base.ts';
import { durable } from '../durable.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { accountRoutes } from './accounts.ts';
import { adminRoutes } from './admin.ts';
import { alarmRoutes } from './alarms.ts';
import { calibrationRoutes } from './calibrations.ts';
import { callRoutes } from './calls.ts';
import { captureRoutes } from './captures.ts';
import { deviceRoutes } from './devices.ts';
import { dutyRoutes } from './duty.ts';
import { guideRoutes } from './guide.ts';
import { kioskPageRoutes } from './kiosk-page.ts';
import { markRoutes } from './marks.ts';
import { maskRoutes } from './mask.ts';
import { metricsRoutes } from './metrics.ts';
import { modelFiles } from './models.ts';
import { pairingRoutes } from './pairings.ts';
import { pushRoutes } from './push.ts';
import { reportRoutes } from './reports.ts';
import { ruleRoutes } from './rules.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { staffPassRoutes } from './staff-pass.ts';
import { stateRoutes } from './state.ts';
import { statisticsRoutes } from './statistics.ts';
import { temperatureRoutes } from './temperature.ts';
import { visitRoutes } from './visits.ts';
import { wayRoutes } from './ways.ts';
import { webhookRoutes } from './webhooks.ts';

/** The whole HTTP side; it listens nowhere by itself, so tests call `app.request`. */
export function createApp(services: Services): OpenAPIHono {
  const { access, pairing, pages, replay } = services;
  const app = guardedApp(services);
  for (const path of ['/', '/api/admin/*', '/api/session/*']) app.use(path, durable(services.store));

  app
    .route('/api', stateRoutes(services))
    .route('/api', visitRoutes(services))
    .route('/api', settingsRoutes(services))
    .route('/api', sessionRoutes(services))
    .route('/api', secondFactorRoutes(services))
    .route('/api', accountRoutes(services))
    .route('/api', adminRoutes(services))
    .route('/api', statisticsRoutes(services))
    .route('/api', reportRoutes(services))
    .route('/api', markRoutes(services))
    .route('/api', alarmRoutes(services))
    .route('/api', ruleRoutes(services))
    .route('/api', webhookRoutes(services))
    .route('/api', wayRoutes(services))
    .route('/api', dutyRoutes(services))
    .route('/api', pushRoutes(services))
    .route('/api', pairingRoutes(services))
    .route('/api', staffPassRoutes(services))
    .route('/api', deviceRoutes(services))
    .route('/api', kioskPageRoutes(services))
    .route('/api', guideRoutes(services))
    .route('/api', calibrationRoutes(services))
    .route('/', temperatureRoutes(services))
    .route('/api', captureRoutes(services))
    .route('/', maskRoutes(services))
    .route('/', metricsRoutes(services))
    .route('/api', callRoutes(services));

  document(app, { title: 'KF99 edge server' });
  app.all('/api/*', () => {
    throw new ProblemError('not_found');
  });
  app.get('/', pairing.page());
  app.get('/admin', (c) => c.redirect('/admin/', 308));
  app.get('/admin/*', (c) => pages.serveApp(c, '/admin/'));
  if (replay)
    app.get('/replay/*', access.require('kiosk', 'viewer'), (c) => replay.serveListed(c, '/replay'));
  app.route('/models', modelFiles(services));
  app.get('/*', (c) => pages.serve(c));
  app.notFound(() => {
    throw new ProblemError('not_found');
  });
  return app;
}
