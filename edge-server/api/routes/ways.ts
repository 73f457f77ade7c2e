import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import {
  DeliveryList,
  DeliveryTest,
  StoredWay,
  WAY_SECRET,
  Way,
  WayList,
  withoutPath,
} from '../../contract/index.ts';
import { nameOf } from '../../delivery/senders.ts';
import { secretOf } from '../../delivery/way-table.ts';
import { idParam, json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** Kinds that are nothing without their secret. */
const NEEDS_SECRET: readonly Way['kind'][] = ['telegram', 'slack'];

/** The site's ways of telling people and programs, a test of each, and what waits to be sent. */
export function wayRoutes({ ways, outbox, webhookSecret, testDelivery, access, audit, identity }: Services) {
  const admin = access.require('admin');
  const small = jsonBody(SMALL_BYTES);
  const tested = new Set<number>();
  const missing = () => new ProblemError('not_found', 'there is no way of this id');

  /** Refuses what could never work. */
  function check(way: Way): void {
    const refuse = (words: string): never => {
      throw new ProblemError('invalid_request', words);
    };
    if (way.kind === 'webhook' && webhookSecret.source === 'none') {
      refuse('url: make a webhook secret first, calls are signed');
    }
    if (NEEDS_SECRET.includes(way.kind) && secretOf(way) === '')
      refuse(`${WAY_SECRET[way.kind]}: it is missing`);
    if (way.kind === 'slack' && !/^https?:\/\/\S+$/.test(way.hook))
      refuse('hook: give the address of the webhook');
    if (way.person !== null && identity.users.find(way.person) === null) refuse('person: nobody has this id');
  }

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/ways',
        summary: 'The ways by which people are told, without their secrets',
        middleware: [admin] as const,
        responses: { 200: json(WayList, 'All ways, and what became of the last messages.'), ...problems },
      }),
      (c) => c.json({ ways: ways.list() }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/ways',
        summary: 'Adds a way',
        middleware: [admin, ...small] as const,
        request: jsonRequest(Way),
        responses: { 201: json(StoredWay, 'The way, in use.'), ...problems },
      }),
      (c) => {
        const way = c.req.valid('json');
        check(way);
        const added = ways.add(way);
        if (added === null) throw new ProblemError('invalid_request', 'there are too many ways: remove one');
        audit.record({
          actor: c.get('principal').id,
          action: 'way.add',
          target: `way:${added.id}`,
          after: withoutPath(added.way),
        });
        return c.json(added, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/admin/ways/{id}',
        summary: 'Saves a way anew; an empty secret keeps the stored one',
        middleware: [admin, ...small] as const,
        request: { params: idParam, ...jsonRequest(Way) },
        responses: { 200: json(StoredWay, 'The way as it is now.'), ...problems },
      }),
      (c) => {
        const { id } = c.req.valid('param');
        const before = ways.stored(id);
        const way = ways.merged(id, c.req.valid('json'));
        if (before === null || way === null) throw missing();
        check(way);
        const after = ways.replace(id, way);
        if (after === null) throw missing();
        audit.record({
          actor: c.get('principal').id,
          action: 'way.change',
          target: `way:${id}`,
          before: withoutPath(before.way),
          after: withoutPath(after.way),
        });
        return c.json(after, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/admin/ways/{id}',
        summary: 'Removes a way; what waits for it is given up',
        middleware: [admin] as const,
        request: { params: idParam },
        responses: { 204: { description: 'Removed.' }, ...problems },
      }),
      (c) => {
        const { id } = c.req.valid('param');
        const before = ways.stored(id);
        if (before === null || !ways.remove(id)) throw missing();
        const actor = c.get('principal').id;
        audit.record({ actor, action: 'way.remove', target: `way:${id}`, before: withoutPath(before.way) });
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/ways/{id}/test',
        summary: 'Sends a test by a way, once',
        middleware: [admin, ...small] as const,
        request: { params: idParam },
        responses: { 200: json(DeliveryTest, 'Why it was not taken, if it was not.'), ...problems },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        if (ways.stored(id) === null) throw missing();
        if (tested.has(id)) throw new ProblemError('too_busy', 'this way is being tested');
        tested.add(id);
        // It makes this machine call into its network, and tells what answered.
        audit.record({ actor: c.get('principal').id, action: 'way.test', target: `way:${id}` });
        try {
          return c.json({ error: await testDelivery({ to: 'way', id }) }, 200);
        } finally {
          tested.delete(id);
        }
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/deliveries',
        summary: 'Messages that wait to be sent, with the last error of each',
        middleware: [admin] as const,
        responses: { 200: json(DeliveryList, 'Oldest first.'), ...problems },
      }),
      (c) => {
        const deliveries = outbox.list().map(({ id, target, createdAt, attempts, error }) => ({
          id,
          to: target.to,
          name: nameOf(target, ways),
          created_at: createdAt,
          attempts,
          error,
        }));
        return c.json({ deliveries }, 200);
      },
    );
}
