import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { StaffPassRequest, StaffPassResult } from '../../contract/index.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** A guard lets a person in. Everyone who logs in may: it is a guard's work, and each one is in the audit log. */
export function staffPassRoutes({ access, staffPass }: Services) {
  const letIn = createRoute({
    method: 'post',
    path: '/admin/staff-pass',
    summary: 'Let a person in, with a reason: a row of the history, in the audit log, and the door is opened',
    middleware: [access.require('viewer'), ...jsonBody(SMALL_BYTES)] as const,
    request: jsonRequest(StaffPassRequest),
    responses: { 200: json(StaffPassResult, 'The verdict, stored, and what the door did.'), ...problems },
  });
  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(letIn, async (c) =>
    c.json(await staffPass.letIn(c.get('principal'), c.req.valid('json')), 200),
  );
}
