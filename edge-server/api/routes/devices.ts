import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { CHECK_BYTES, CheckRefused, Machine } from '../../contract/index.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

const binary = z.string().meta({ format: 'binary' });
const params = z.object({ id: z.uuid() });

/** The machine, and the picture by which an admin sees whether the camera is aimed well. */
export function deviceRoutes({ access, audit, cameraCheck, machine }: Services) {
  const read = createRoute({
    method: 'get',
    path: '/admin/machine',
    summary: 'The computer that the server runs on: model, temperature, throttling, memory',
    middleware: [access.require('viewer')] as const,
    responses: { 200: json(Machine, 'Null is what this machine can not tell.'), ...problems },
  });
  const ask = createRoute({
    method: 'post',
    path: '/admin/camera-check',
    summary: 'A picture of what the camera sees, announced on its screen; never while somebody is in view',
    middleware: [access.require('admin')] as const,
    responses: {
      200: { description: 'The picture, this once.', content: { 'image/jpeg': { schema: binary } } },
      ...problems,
    },
  });
  const take = createRoute({
    method: 'put',
    path: '/kiosk/camera-check/{id}',
    summary: 'The picture that an admin asked for; stored nowhere',
    middleware: [
      access.require('kiosk'),
      bodyLimit({
        maxSize: CHECK_BYTES,
        onError: () => {
          throw new ProblemError('too_large', `${CHECK_BYTES} bytes at the most`);
        },
      }),
    ] as const,
    request: { params, body: { required: true, content: { 'image/jpeg': { schema: binary } } } },
    responses: { 204: { description: 'Handed over.' }, ...problems },
  });
  const refuse = createRoute({
    method: 'post',
    path: '/kiosk/camera-check/{id}/refusal',
    summary: 'The kiosk page takes no picture now',
    middleware: [access.require('kiosk'), ...jsonBody(SMALL_BYTES)] as const,
    request: { params, ...jsonRequest(CheckRefused) },
    responses: { 204: { description: 'Told.' }, ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(read, async (c) => c.json(await machine(), 200))
    .openapi(ask, async (c) => {
      const actor = c.get('principal').id;
      audit.record({ actor, action: 'camera.check', target: 'kiosk' });
      const jpeg = await cameraCheck.ask(c.req.raw.signal);
      audit.record({ actor, action: 'camera.picture', target: 'kiosk' });
      return c.body(jpeg, 200, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' });
    })
    .openapi(take, async (c) => {
      if (c.req.header('content-type') !== 'image/jpeg')
        throw new ProblemError('wrong_media_type', 'image/jpeg');
      await cameraCheck.take(c.req.valid('param').id, new Uint8Array(await c.req.arrayBuffer()));
      return c.body(null, 204);
    })
    .openapi(refuse, (c) => {
      cameraCheck.refuse(c.req.valid('param').id, c.req.valid('json').reason);
      return c.body(null, 204);
    });
}
