import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { CAPTURE_BYTES, Faces, VisitId } from '../../contract/index.ts';
import { onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Pictures of visits, from the kiosk page, and only while the site keeps pictures. */
export function captureRoutes({ access, captures, screening }: Services) {
  const put = createRoute({
    method: 'put',
    path: '/captures/{id}',
    summary: "A visit's best frame; refused while pictures are off",
    middleware: [
      access.require('kiosk'),
      bodyLimit({
        maxSize: CAPTURE_BYTES,
        onError: () => {
          throw new ProblemError('too_large', `${CAPTURE_BYTES} bytes at the most`);
        },
      }),
    ] as const,
    request: {
      params: z.object({ id: VisitId }),
      query: z.object({ faces: Faces.optional() }),
      body: { required: true, content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } } },
    },
    responses: { 204: { description: 'Kept, or kept already.' }, ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(put, async (c) => {
    if (!captures.on) throw new ProblemError('captures_off');
    if (c.req.header('content-type') !== 'image/jpeg')
      throw new ProblemError('wrong_media_type', 'image/jpeg');
    const { id } = c.req.valid('param');
    if (!screening.knows(id)) throw new ProblemError('not_found', 'no such visit');
    const jpeg = new Uint8Array(await c.req.arrayBuffer());
    await captures.put(id, jpeg, c.req.valid('query').faces ?? []);
    return c.body(null, 204);
  });
}
