import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { DutyChoice, DutyList, DutyPerson, DutyPlace, type Principal } from '../../contract/index.ts';
import { idParam, json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** What wakes whom, when, and in which order. */
export function dutyRoutes({ roster, access, audit }: Services) {
  const viewer = access.require('viewer');
  const admin = access.require('admin');
  const small = jsonBody(SMALL_BYTES);

  const found = (id: number) => {
    const person = roster.person(id);
    if (person === null) throw new ProblemError('not_found', 'nobody has this id');
    return person;
  };

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/duty',
        summary: 'What wakes each person, when, and in which order',
        middleware: [admin] as const,
        responses: { 200: json(DutyList, 'Everybody who may log in.'), ...problems },
      }),
      (c) => c.json({ people: roster.people() }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/duty/own',
        summary: 'What wakes the person who asks',
        middleware: [viewer] as const,
        responses: { 200: json(DutyPerson, 'Their choices.'), ...problems },
      }),
      (c) => c.json(found(userOf(c.get('principal'))), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/admin/duty/own',
        summary: 'Choose what wakes me, and when',
        middleware: [viewer, ...small] as const,
        request: jsonRequest(DutyChoice),
        responses: { 200: json(DutyPerson, 'The choices as they are now.'), ...problems },
      }),
      (c) => {
        const id = userOf(c.get('principal'));
        roster.choose(id, c.req.valid('json'));
        return c.json(found(id), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/admin/duty/{id}',
        summary: 'Choose what wakes somebody, when, and in which turn',
        middleware: [admin, ...small] as const,
        request: { params: idParam, ...jsonRequest(DutyPlace) },
        responses: { 200: json(DutyPerson, 'The choices as they are now.'), ...problems },
      }),
      (c) => {
        const { id } = c.req.valid('param');
        const before = found(id);
        const place = c.req.valid('json');
        roster.place(id, place);
        audit.record({
          actor: c.get('principal').id,
          action: 'duty.change',
          target: `user:${before.name}`,
          before: DutyPlace.parse({
            kinds: before.kinds,
            hours: before.hours,
            language: before.language,
            step: before.step,
          }),
          after: place,
        });
        return c.json(found(id), 200);
      },
    );
}

/** The person behind a request of one who logged in. */
export function userOf(principal: Principal): number {
  if (principal.kind !== 'user') throw new ProblemError('login_required');
  return principal.userId;
}
