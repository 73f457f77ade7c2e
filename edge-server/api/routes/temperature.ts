import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { PostedReading, PostedReadingTaken } from '../../contract/index.ts';
import { PostedThermometer } from '../../thermometer/posted.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** Readings of a thermometer that has no serial line, under the name of its token. */
export function temperatureRoutes({ thermometer, access }: Services) {
  const post = createRoute({
    method: 'post',
    path: '/temperature/',
    summary: 'One reading of a thermometer without a serial line (KF99_THERMOMETER=http), in °C',
    middleware: [access.require('token:temperature'), ...jsonBody(SMALL_BYTES)] as const,
    request: { body: { required: true, content: { 'application/json': { schema: PostedReading } } } },
    responses: { 202: json(PostedReadingTaken, 'Taken.'), ...problems },
  });
  return new OpenAPIHono({ defaultHook: onInvalid }).openapi(post, (c) => {
    if (!(thermometer instanceof PostedThermometer) || thermometer.way !== 'http')
      throw new ProblemError('not_http');
    const source = `http:${c.get('principal').id.replace(/^token:/, '')}`;
    const seq = thermometer.accept(c.req.valid('json'), source);
    return c.json({ source, seq, state: thermometer.status().state }, 202);
  });
}
