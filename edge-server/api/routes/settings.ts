import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { ZodError, z } from 'zod';
import { AuditList, Settings, SettingsPatch, SettingsView } from '../../contract/index.ts';
import { settingsSchema } from '../../words/settings/index.ts';
import {
  idParam,
  json,
  jsonBody,
  jsonRequest,
  onInvalid,
  PageQuery,
  problems,
  refuseInvalid,
} from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Bytes of a change: every key with its longest value, and room. */
const CHANGE_BYTES = 16_384;

/** What the site decided: the pages read it, admins change it, and every change can be undone. */
export function settingsRoutes({ access, siteSettings }: Services) {
  const schema: Record<string, unknown> = settingsSchema();
  const admin = access.require('admin');
  const plain = createRoute({
    method: 'get',
    path: '/settings',
    summary: "The site's settings",
    middleware: [access.require('kiosk', 'viewer')] as const,
    responses: { 200: json(Settings, 'All settings, defaults filled in.'), ...problems },
  });
  const read = createRoute({
    method: 'get',
    path: '/admin/settings',
    summary: 'The settings, where each value comes from, and the schema of the form',
    middleware: [access.require('viewer')] as const,
    responses: { 200: json(SettingsView, 'Values, sources, JSON Schema.'), ...problems },
  });
  const change = createRoute({
    method: 'patch',
    path: '/admin/settings',
    summary: 'Change settings; validated as a whole, in force at once, in the audit log',
    middleware: [admin, ...jsonBody(CHANGE_BYTES)] as const,
    request: { ...jsonRequest(SettingsPatch), query: z.object({ version: z.string().max(40).optional() }) },
    responses: { 200: json(Settings, 'The settings as they are now.'), ...problems },
  });
  const history = createRoute({
    method: 'get',
    path: '/admin/settings/history',
    summary: 'Changes of settings, newest first, with the values before and after',
    middleware: [access.require('viewer')] as const,
    request: { query: PageQuery },
    responses: { 200: json(AuditList, 'A page; `next` goes into `before`.'), ...problems },
  });
  const undo = createRoute({
    method: 'post',
    path: '/admin/settings/history/{id}/undo',
    summary: 'Set the keys of one change back to what they were before it',
    middleware: [admin] as const,
    request: { params: idParam },
    responses: { 200: json(Settings, 'The settings as they are now.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(plain, (c) => c.json(siteSettings.read(), 200))
    .openapi(read, (c) =>
      c.json(
        {
          version: siteSettings.version(),
          values: siteSettings.read(),
          base: siteSettings.base,
          sources: siteSettings.sources(),
          schema,
        },
        200,
      ),
    )
    .openapi(change, (c) => {
      const { version } = c.req.valid('query');
      if (version !== undefined && version !== siteSettings.version()) {
        throw new ProblemError('settings_changed');
      }
      const principal = c.get('principal');
      const patch = c.req.valid('json');
      // From the next request on only who has a factor is an admin.
      const asksFactor = patch.secondFactor === 'admins' && siteSettings.read().secondFactor !== 'admins';
      if (asksFactor && principal.kind === 'user' && !principal.secondFactor) {
        throw new ProblemError('factor_first');
      }
      return c.json(
        refusingInvalid(() => siteSettings.change(principal, patch)),
        200,
      );
    })
    .openapi(history, (c) => {
      const { limit, before } = c.req.valid('query');
      const rows = siteSettings.history(limit + 1, before ?? null);
      const entries = rows.slice(0, limit);
      return c.json({ entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }, 200);
    })
    .openapi(undo, (c) => {
      const { id } = c.req.valid('param');
      return c.json(
        refusingInvalid(() => siteSettings.undo(c.get('principal'), id)),
        200,
      );
    });
}

/** Values that are each fine and do not fit together are the sender's fault. */
function refusingInvalid<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ZodError) refuseInvalid(error);
    throw error;
  }
}
