import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { DeviceList, PairingCode } from '../../contract/index.ts';
import { json, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** The paired browsers, for admins: list them, unpair one, let one more in. */
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
      return c.json(pairing.newCode(), 201);
    })
    .openapi(remove, (c) => {
      const { id } = c.req.valid('param');
      if (!store.devices.remove(id)) throw new ProblemError('not_found', 'no paired browser has this id');
      audit.record({ actor: c.get('principal').id, action: 'pairing.remove', target: `browser:${id}` });
      return c.body(null, 204);
    });
}
