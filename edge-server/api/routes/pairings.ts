import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { DeviceList, PairingCode, ScreenCode, ScreenPairing } from '../../contract/index.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The paired browsers, for admins: list them, unpair one, let one more in; and how a screen asks to be let in. */
export function pairingRoutes({ access, audit, pairing, store }: Services) {
  const admin = access.require('admin');
  const list = createRoute({
    method: 'get',
    path: '/admin/pairings',
    summary: 'The browsers that may post visits',
    middleware: [admin] as const,
    responses: { 200: json(DeviceList, 'The newest first.'), ...problems },
  });
  const code = createRoute({
    method: 'post',
    path: '/admin/pairings/code',
    summary: 'A code that pairs one more browser within 15 minutes; this answer alone has it',
    middleware: [admin] as const,
    responses: { 201: json(PairingCode, 'Goes into `/?pair=`.'), ...problems },
  });
  const approve = createRoute({
    method: 'post',
    path: '/admin/pairings/screen',
    summary:
      'Pair the browser whose screen shows these digits; five wrong tries end every code that is shown',
    middleware: [admin, ...jsonBody(SMALL_BYTES)] as const,
    request: jsonRequest(ScreenCode),
    responses: {
      204: { description: 'The screen is paired when it asks next, within seconds.' },
      ...problems,
    },
  });
  const screen = createRoute({
    method: 'post',
    path: '/kiosk/pairing',
    summary:
      'What the screen of a page that is not paired shows for an admin to type; asked every few seconds',
    responses: { 200: json(ScreenPairing, 'The digits, or that it is paired now.'), ...problems },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/admin/pairings/{id}',
    summary: 'Unpair a browser: it posts no visit from now on',
    middleware: [admin] as const,
    request: { params: z.object({ id: z.string().max(64) }) },
    responses: { 204: { description: 'Unpaired.' }, ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(list, (c) => c.json({ devices: store.devices.list() }, 200))
    .openapi(code, (c) => {
      audit.record({ actor: c.get('principal').id, action: 'pairing.code', target: 'kiosk' });
      c.header('cache-control', 'no-store');
      return c.json(pairing.newCode(c.get('principal').id), 201);
    })
    .openapi(approve, (c) => {
      pairing.approve(c.req.valid('json').code, c.get('principal').id);
      return c.body(null, 204);
    })
    .openapi(screen, (c) => {
      c.header('cache-control', 'no-store');
      return c.json(pairing.screen(c), 200);
    })
    .openapi(remove, (c) => {
      const { id } = c.req.valid('param');
      if (!store.devices.remove(id)) throw new ProblemError('not_found', 'no paired browser has this id');
      audit.record({ actor: c.get('principal').id, action: 'pairing.remove', target: `browser:${id}` });
      return c.body(null, 204);
    });
}
