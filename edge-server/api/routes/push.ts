import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { DeliveryTest, PushRequest, PushState } from '../../contract/index.ts';
import { isPushHost } from '../../delivery/push-hosts.ts';
import { idParam, json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { userOf } from './duty.ts';
import { SMALL_BYTES } from './visits.ts';

/** Web Push to the phones of whoever asks. */
export function pushRoutes({ phones, pushKey, pushHosts, testDelivery, access, audit }: Services) {
  const viewer = access.require('viewer');
  const small = jsonBody(SMALL_BYTES);

  /** A phone of whoever asks; nobody touches another's. */
  const own = (user: number, id: number) => {
    if (phones.find(id)?.user !== user) throw new ProblemError('not_found', 'you have no phone of this id');
  };

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/push',
        summary: "The key to subscribe with, and one's own phones",
        middleware: [viewer] as const,
        responses: { 200: json(PushState, 'Their last messages, too.'), ...problems },
      }),
      (c) => c.json({ key: pushKey(), phones: phones.list(userOf(c.get('principal'))) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/push',
        summary: 'Tell this person in this browser, too',
        middleware: [viewer, ...small] as const,
        request: jsonRequest(PushRequest),
        responses: { 200: json(PushState, 'The phones as they are now.'), ...problems },
      }),
      (c) => {
        const request = c.req.valid('json');
        if (!isPushHost(request.endpoint, pushHosts)) {
          throw new ProblemError(
            'invalid_request',
            'endpoint: KF99_PUSH_HOSTS does not name this push service',
          );
        }
        const principal = c.get('principal');
        const user = userOf(principal);
        phones.add(user, request);
        audit.record({ actor: principal.id, action: 'push.add', target: request.browser });
        return c.json({ key: pushKey(), phones: phones.list(user) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/admin/push/{id}',
        summary: "Remove one of one's own phones",
        middleware: [viewer] as const,
        request: { params: idParam },
        responses: { 204: { description: 'Removed.' }, ...problems },
      }),
      (c) => {
        const { id } = c.req.valid('param');
        own(userOf(c.get('principal')), id);
        phones.remove(id);
        audit.record({ actor: c.get('principal').id, action: 'push.remove', target: `phone:${id}` });
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/push/{id}/test',
        summary: "Sends a test to one of one's own phones, once",
        middleware: [viewer, ...small] as const,
        request: { params: idParam },
        responses: { 200: json(DeliveryTest, 'Why it was not taken, if it was not.'), ...problems },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        own(userOf(c.get('principal')), id);
        return c.json({ error: await testDelivery({ to: 'phone', id }) }, 200);
      },
    );
}
