import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Calibration, CalibrationRequest, CalibrationState } from '../../contract/index.ts';
import { transaction } from '../../store/db/transaction.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** Calibration of the thermometer against a reference, guided by the admin page. */
export function calibrationRoutes({ calibrator, onCalibrated, access, audit, store }: Services) {
  const state = createRoute({
    method: 'get',
    path: '/admin/calibrations',
    summary: 'The calibration in force, all before it, and whether the readings are steady now',
    middleware: [access.require('viewer')] as const,
    responses: { 200: json(CalibrationState, 'Newest first.'), ...problems },
  });
  const calibrate = createRoute({
    method: 'post',
    path: '/admin/calibrations',
    summary: 'Compares the readings of the last seconds with a reference and keeps the difference',
    middleware: [access.require('admin'), ...jsonBody(SMALL_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: CalibrationRequest } } } },
    responses: { 201: json(Calibration, 'Stored; in force from the next visit on.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(state, (c) => c.json(calibrator.state(), 200))
    .openapi(calibrate, (c) => {
      const principal = c.get('principal');
      const author = principal.kind === 'user' ? principal.name : principal.id;
      const calibration = transaction(store.database, () => {
        const made = calibrator.calibrate(c.req.valid('json'), author);
        audit.record({
          actor: principal.id,
          action: 'thermometer.calibrate',
          target: `thermometer:${made.thermometer}`,
          before: made.offset_before,
          after: made.offset_after,
        });
        return made;
      });
      onCalibrated();
      return c.json(calibration, 201);
    });
}
