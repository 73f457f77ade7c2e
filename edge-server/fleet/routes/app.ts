import { document, guardedApp } from '../../api/base.ts';
import { ProblemError } from '../../api/problem.ts';
import { accountRoutes } from '../../api/routes/accounts.ts';
import { secondFactorRoutes } from '../../api/routes/second-factor.ts';
import { sessionRoutes } from '../../api/routes/session.ts';
import type { FleetServices } from '../services.ts';
import { kioskRoutes } from './kiosks.ts';
import { stateRoutes } from './state.ts';
import { statisticsRoutes } from './statistics.ts';
import { visitRoutes } from './visits.ts';

/**
 * The HTTP side of the fleet role: the admin page, people as on a kiosk, and what can be read from the cloud. What
 * needs a device, a door or a kiosk's settings is not here and answers 404.
 */
export function createFleetApp(services: FleetServices) {
  const { pages } = services;
  const app = guardedApp(services);
  const api = app
    .route('/api', stateRoutes(services))
    .route('/api', sessionRoutes(services))
    .route('/api', secondFactorRoutes(services))
    .route('/api', accountRoutes(services))
    .route('/api', kioskRoutes(services))
    .route('/api', visitRoutes(services))
    .route('/api', statisticsRoutes(services));

  document(app, { title: 'KF99 fleet', unlike: ['getHealth', 'getAdminVisits', 'getAdminAlarms'] });
  app.all('/api/*', () => {
    throw new ProblemError(
      'not_found',
      'this server shows the fleet: devices, doors and settings are on the admin page of each kiosk',
    );
  });
  app.get('/', (c) => c.redirect('/admin/', 302));
  app.get('/admin', (c) => c.redirect('/admin/', 308));
  app.get('/admin/*', (c) => pages.serveApp(c, '/admin/'));
  app.get('/*', (c) => pages.serve(c));
  app.notFound(() => {
    throw new ProblemError('not_found');
  });
  return api;
}
